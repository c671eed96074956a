package org.dafusion.jobs.augment;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.Workspace;

/**
 * Ends a run before any device has worked for it: one whose prompts, templates or initial words
 * name a class where that is refused, or whose pictures are of a size that the model cannot have.
 */
public final class PictureCheck implements Stage {
  private final String workspace;
  private final ExampleSettings examples;
  private final PictureSettings pictures;

  /** The check. */
  public PictureCheck(String workspace, ExampleSettings examples, PictureSettings pictures) {
    this.workspace = workspace;
    this.examples = examples;
    this.pictures = pictures;
  }

  @Override
  public String name() {
    return "check";
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.dafusion.config.InvalidSettingsException naming every place that names a class, or
   *     each size
   */
  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Workspace place = Workspace.at(spark, workspace);
    pictures.requireNoClassNames(SelectedExamples.latest(place, examples).classNames(place));
    pictures.requireSides(ModelSource.open(pictures.model(), place.hadoop()));
    return Summary.of(List.of());
  }
}
