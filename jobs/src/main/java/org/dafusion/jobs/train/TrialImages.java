package org.dafusion.jobs.train;

import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.functions;
import org.dafusion.data.Example;
import org.dafusion.data.ImageFile;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Origin;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.SortedRows;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticRow;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;

/**
 * What trials of one draw learn from; real and synthetic rows become the same type here. A few
 * images of each class are kept on the driver, while a whole pool is read anew by each trial, as it
 * walks through it.
 */
public final class TrialImages {
  private final Workspace place;
  private final List<String> sources;
  private final Collection<Example> training;
  private final int repeats;

  private TrialImages(
      Workspace place, List<String> sources, Collection<Example> training, int repeats) {
    this.place = place;
    this.sources = sources;
    this.training = training;
    this.repeats = repeats;
  }

  /**
   * Reads the real images.
   *
   * @param repeats synthetic pictures of each that take part, the paper's M
   * @throws InvalidDatasetException if there is none
   */
  public static TrialImages read(Workspace place, SelectedExamples selected, int repeats) {
    List<String> sources = selected.training(place).stream().map(ImageFile::id).toList();
    Collection<Example> training = selected.rows(place, sources).as(TrialImages::real);
    boolean few = selected.split().examplesPerClass() > 0;
    return new TrialImages(place, sources, few ? List.copyOf(training) : training, repeats);
  }

  Collection<Example> training() {
    return training;
  }

  /**
   * Checks that a run of {@code synthetic} is complete, which is cheap, before anything is trained.
   *
   * @throws InvalidDatasetException if some of the pictures wanted were never made
   */
  public void requireSynthetic(String run) {
    requireSynthetic(place, sources, repeats, run);
  }

  /** The same of pictures of some sources. */
  static void requireSynthetic(Workspace place, List<String> sources, int repeats, String run) {
    RunTable table = SyntheticTable.in(place);
    long made =
        SelectedExamples.only(table.readContinued(run), "source_id", sources)
            .where(functions.col("repeat").lt(repeats))
            .count();
    if (made < (long) sources.size() * repeats) {
      throw new InvalidDatasetException(
          "Cannot train on run %s of %s because it holds %d of the %d pictures wanted: run the stage augment with the same settings first"
              .formatted(run, table.location(), made, (long) sources.size() * repeats));
    }
  }

  /** The pictures of a run of {@code synthetic} that were made from the training images. */
  Collection<Example> synthetic(String run) {
    return new SortedRows<>(
        SelectedExamples.only(SyntheticTable.in(place).readContinued(run), "source_id", sources)
            .where(functions.col("status").equalTo(Status.OK.text()))
            .where(functions.col("repeat").lt(repeats)),
        row -> picture(SyntheticTable.fromRow(row)));
  }

  static Example real(ExampleRow row) {
    return new Example(
        row.id(), (int) row.label(), row.className(), row.image(), new Origin.Real(row.path()));
  }

  private static Example picture(SyntheticRow row) {
    return new Example(
        row.id(),
        (int) row.label(),
        row.className(),
        row.image(),
        new Origin.Synthetic(
            row.sourceId(), row.repeat(), row.augmentation(), row.intensity(), row.seed()));
  }
}
