package org.dafusion.jobs.augment;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.ExamplesRun;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.Workspace;

/**
 * Ends a run whose prompts, templates or initial words name a class where that is refused, before
 * any device has worked for it.
 */
public final class LeakageCheck implements Stage {
  private final String workspace;
  private final ExampleSettings examples;
  private final PictureSettings pictures;

  /** The check. */
  public LeakageCheck(String workspace, ExampleSettings examples, PictureSettings pictures) {
    this.workspace = workspace;
    this.examples = examples;
    this.pictures = pictures;
  }

  @Override
  public String name() {
    return "leakage";
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.dafusion.config.InvalidSettingsException naming every place that names a class
   */
  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Workspace place = Workspace.at(spark, workspace);
    String run = new ExamplesRun(examples).latest(place);
    pictures.requireNoClassNames(new SelectedExamples(run, examples.split()).classNames(place));
    return Summary.of(List.of());
  }
}
