package org.dafusion.jobs.pictures;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.augment.MethodSettings;
import org.dafusion.augment.TokenChoice;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.jobs.table.EmbeddingRow;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.Workspace;

/**
 * The learned tokens that prompts of a run may have.
 *
 * @param identity what tells these tokens from others, part of the run's name
 * @param choice which of them stands for a picture
 * @param failures by placeholder, why a token has no vectors
 */
public record RunTokens(String identity, TokenChoice choice, Map<String, String> failures) {
  /** None were learned. */
  static final RunTokens NONE = new RunTokens("", TokenChoice.NONE, Map.of());

  /**
   * Those that the settings name, as far as they are there; none where no method wants any.
   *
   * @param erasures run of the erased weights that they were learned on; empty for none
   */
  public static RunTokens of(
      Workspace workspace,
      PictureSettings pictures,
      String examples,
      FewShotSplit split,
      String modelDigest,
      String erasures) {
    if (!pictures.wantTokens()) {
      return NONE;
    }
    String run =
        pictures
            .invertRun(examples, split, modelDigest, erasures, imported(workspace, pictures))
            .id();
    List<EmbeddingRow> rows =
        EmbeddingsTable.in(workspace).read(run).collectAsList().stream()
            .map(EmbeddingsTable::fromRow)
            .toList();
    Map<String, List<float[]>> vectors = new HashMap<>();
    Map<String, String> bySource = new HashMap<>();
    Map<String, String> failures = new HashMap<>();
    for (EmbeddingRow row : rows) {
      if (row.status() != Status.OK) {
        failures.put(row.placeholder(), row.status().text() + ", " + row.reason());
        continue;
      }
      vectors.put(row.placeholder(), row.vectors());
      if (row.sourceId() != null) {
        bySource.put(row.sourceId(), row.placeholder());
      }
    }
    return new RunTokens(run, new TokenChoice(new LearnedTokens(vectors), bySource), failures);
  }

  /** Digest of the tokens that are taken from elsewhere; empty where they are learned. */
  static String imported(Workspace workspace, PictureSettings pictures) {
    InvertSettings settings = pictures.invert();
    return pictures.wantTokens() && settings.imports()
        ? ImportedTokens.read(settings.imported(), workspace.hadoop()).digest()
        : "";
  }

  /**
   * Checks that the tokens that a method wants for a picture were learned.
   *
   * @throws InvalidDatasetException if one was not, with the reason where it was tried
   */
  public void require(MethodSettings method, String className, String sourceId) {
    for (String placeholder :
        List.of(LearnedTokens.placeholder(className), LearnedTokens.placeholder(sourceId))) {
      String failure = failures.get(placeholder);
      if (failure != null && method.wantsTokens()) {
        throw new InvalidDatasetException(
            "Cannot make pictures of class %s by the method %s because the token %s could not be learned (%s): change the settings of invert, such as the learning rate of its recipe"
                .formatted(className, method.name(), placeholder, failure));
      }
    }
    method.requireTokens(choice, className, sourceId);
  }
}
