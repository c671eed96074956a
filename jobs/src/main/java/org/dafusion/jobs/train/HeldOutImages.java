package org.dafusion.jobs.train;

import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Row;
import org.dafusion.data.Example;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.Workspace;

/**
 * What trials are judged by. The pictures are read while one walks through them, in order of id,
 * and are never all on the driver.
 */
public final class HeldOutImages {
  private final Workspace place;
  private final SelectedExamples selected;
  private final String dataset;
  private final List<String> classNames;
  private final Collection<Example> images;

  /** Kept, as it counts its rows once. */
  private final Collection<Example> testing;

  private HeldOutImages(
      Workspace place,
      SelectedExamples selected,
      String dataset,
      List<String> classNames,
      Collection<Example> images) {
    this.place = place;
    this.selected = selected;
    this.dataset = dataset;
    this.classNames = classNames;
    this.images = images;
    this.testing = images(place, selected, Part.TEST);
  }

  /**
   * Those that judge what is learned from a draw.
   *
   * @throws InvalidDatasetException if there is none
   */
  public static HeldOutImages read(Workspace place, SelectedExamples selected) {
    Collection<Example> images = images(place, selected, Part.VALIDATION);
    if (images.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot train on the examples of run %s in %s because none is there to judge by: %s"
              .formatted(
                  selected.run(),
                  ExamplesTable.in(place).location(),
                  selected.split().pools().drawn()
                      ? "split.pools = %s leaves none".formatted(selected.split().pools().kind())
                      : "add images below validation/, or for a flat folder set dataset.validation-fraction above 0 and run the stage prepare"));
    }
    Row any = ExamplesTable.in(place).read(selected.run()).select("dataset").first();
    return new HeldOutImages(place, selected, any.getString(0), selected.classNames(place), images);
  }

  private static Collection<Example> images(Workspace place, SelectedExamples selected, Part part) {
    return selected.rows(place, part).as(TrialImages::real);
  }

  /** Those that judge what is learned from another draw of the same run; these where they do. */
  public HeldOutImages of(FewShotSplit split) {
    return split.isJudgedAs(selected.split())
        ? this
        : read(place, new SelectedExamples(selected.run(), split)).named(dataset);
  }

  /** The same images under another name of the data set. */
  public HeldOutImages named(String other) {
    return new HeldOutImages(place, selected, other, classNames, images);
  }

  /** Whether they judge what is learned from a draw. */
  public boolean judge(FewShotSplit split) {
    return split.isJudgedAs(selected.split());
  }

  /** Name of the data set. */
  public String dataset() {
    return dataset;
  }

  /** By label. */
  public List<String> classNames() {
    return classNames;
  }

  /** The pictures, at least one; every walk through them reads them anew. */
  public Collection<Example> images() {
    return images;
  }

  /** The dataset's part for testing, which no choice was made by, likewise; may be empty. */
  public Collection<Example> testing() {
    return testing;
  }
}
