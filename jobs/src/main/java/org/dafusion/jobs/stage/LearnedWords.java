package org.dafusion.jobs.stage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.functions;
import org.dafusion.augment.TokenChoice;
import org.dafusion.data.FewShotSplit;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.jobs.table.EmbeddingRow;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.Workspace;

/**
 * The learned words that prompts of a run may have.
 *
 * @param identity what tells these words from others, part of the run's name
 * @param choice which of them stands for a picture
 */
record LearnedWords(String identity, TokenChoice choice) {
  /** None were learned. */
  static final LearnedWords NONE = new LearnedWords("", TokenChoice.NONE);

  /**
   * Those that the settings name, as far as they are there; none where no method wants any.
   *
   * @param erasures run of the erased weights that they were learned on; empty for none
   */
  static LearnedWords of(
      Workspace workspace,
      PictureSettings pictures,
      String examples,
      FewShotSplit split,
      String modelDigest,
      String erasures) {
    if (!pictures.wantWords()) {
      return NONE;
    }
    WordSettings settings = pictures.words();
    String imported =
        settings.imports()
            ? ImportedWords.read(settings.imported(), workspace.hadoop()).digest()
            : "";
    String run = pictures.wordsRun(examples, split, modelDigest, erasures, imported).id();
    List<EmbeddingRow> rows =
        EmbeddingsTable.in(workspace)
            .read(run)
            .where(functions.col("status").equalTo(Status.OK.text()))
            .collectAsList()
            .stream()
            .map(EmbeddingsTable::fromRow)
            .toList();
    Map<String, List<float[]>> vectors = new HashMap<>();
    Map<String, String> bySource = new HashMap<>();
    for (EmbeddingRow row : rows) {
      vectors.put(row.placeholder(), row.vectors());
      if (row.sourceId() != null) {
        bySource.put(row.sourceId(), row.placeholder());
      }
    }
    return new LearnedWords(run, new TokenChoice(new LearnedTokens(vectors), bySource));
  }
}
