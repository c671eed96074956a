package org.dafusion.jobs.report;

import java.util.List;
import java.util.Objects;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.SyntheticTable;

/**
 * The draw of images that a report shows pictures and tokens of: of those that the compared trials
 * learned from, with pictures, the largest.
 *
 * @param split which images are drawn; see {@link FewShotSplit#largest}
 * @param draws how many there are to choose from; several in a benchmark
 * @param runs of {@code synthetic} that the draw's trials learned from
 * @param tokens run of {@code embeddings} that these were made with; empty for none
 * @param sources ids of the images drawn
 */
record ShownDraw(
    FewShotSplit split, int draws, List<RunManifest> runs, String tokens, List<String> sources) {

  /** That of a workspace; null where no trial with pictures, or no image, is there. */
  static ShownDraw of(WorkspaceTables tables, TrialSelection trials) {
    List<RunManifest> mixed =
        trials.manifests().stream()
            .filter(trial -> splitOf(trial) != null && pictures(trial, tables) != null)
            .toList();
    if (mixed.isEmpty()) {
      return null;
    }
    List<FewShotSplit> splits = mixed.stream().map(ShownDraw::splitOf).distinct().toList();
    FewShotSplit split = FewShotSplit.largest(splits);
    List<RunManifest> drawn = mixed.stream().filter(run -> splitOf(run).equals(split)).toList();
    // trials from before the dataset changed drew other images
    String examples = drawn.get(drawn.size() - 1).inputs().get(ExamplesTable.NAME);
    if (tables.table(ExamplesTable.NAME).read(examples).isEmpty()) {
      return null;
    }
    List<RunManifest> made =
        drawn.stream()
            .filter(run -> examples.equals(run.inputs().get(ExamplesTable.NAME)))
            .map(run -> pictures(run, tables))
            .distinct()
            .toList();
    return new ShownDraw(
        split,
        splits.size(),
        made,
        tokens(made, tables),
        new SelectedExamples(examples, split)
            .training(tables.workspace()).stream().map(ImageFile::id).toList());
  }

  private static RunManifest pictures(RunManifest trial, WorkspaceTables tables) {
    return tables.find(SyntheticTable.NAME, trial.inputs().get(SyntheticTable.NAME));
  }

  private static String tokens(List<RunManifest> made, WorkspaceTables tables) {
    return made.stream()
        .map(run -> Objects.toString(run.settings().get("tokens"), ""))
        .filter(run -> tables.find(EmbeddingsTable.NAME, run) != null)
        .reduce((earlier, later) -> later)
        .orElse("");
  }

  boolean isOneOfSeveral() {
    return draws > 1;
  }

  /** The draw that a run's settings tell; null where they tell none. */
  static FewShotSplit splitOf(RunManifest run) {
    return FewShotSplit.ofSettings(run.settings());
  }

  /** A draw as people read it, such as {@code 4 examples per class, seed 0}. */
  static String inWords(FewShotSplit split) {
    return "%s, seed %d".formatted(perClass(split.examplesPerClass()), split.seed());
  }

  /** A number of examples as people read it, such as {@code 4 examples per class}. */
  static String perClass(int examples) {
    return examples == 0 ? "all examples" : Numbers.count(examples, "example") + " per class";
  }
}
