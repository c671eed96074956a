package org.dafusion.jobs.train;

import java.util.List;
import org.apache.spark.sql.functions;
import org.dafusion.data.Example;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Origin;
import org.dafusion.data.Part;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticRow;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;

/**
 * What trials of one draw learn from, brought to the driver; real and synthetic rows become the
 * same type here.
 */
public final class TrialImages {
  private final Workspace place;
  private final List<Example> training;
  private final int repeats;

  private TrialImages(Workspace place, List<Example> training, int repeats) {
    this.place = place;
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
    List<ExampleRow> training = selected.rows(place, Part.TRAIN);
    return new TrialImages(place, training.stream().map(TrialImages::real).toList(), repeats);
  }

  List<Example> training() {
    return training;
  }

  /**
   * Checks that a run of {@code synthetic} is complete, which is cheap, before anything is trained.
   *
   * @throws InvalidDatasetException if some of the pictures wanted were never made
   */
  public void requireSynthetic(String run) {
    RunTable table = SyntheticTable.in(place);
    List<String> sources = sources();
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

  private List<String> sources() {
    return training.stream().map(Example::id).toList();
  }

  /** The pictures of a run of {@code synthetic} that were made from the training images. */
  List<Example> synthetic(String run) {
    return SelectedExamples.only(
            SyntheticTable.in(place).readContinued(run), "source_id", sources())
        .where(functions.col("status").equalTo(Status.OK.text()))
        .where(functions.col("repeat").lt(repeats))
        .orderBy("id")
        .collectAsList()
        .stream()
        .map(row -> picture(SyntheticTable.fromRow(row)))
        .toList();
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
