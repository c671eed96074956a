package org.dafusion.jobs.train;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.dafusion.augment.MethodSettings;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.cluster.JobDescription;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.executor.LocalBackbone;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.pictures.PictureRuns;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.TableLease;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;

/**
 * {@code examples} and {@code synthetic} → {@code trials}: trains and evaluates a classifier on the
 * driver, once on real images alone and once on the mixture of each method, so that a method's gain
 * or loss is seen beside its number. The classifiers are saved as model folders that DJL loads.
 */
public final class TrainStage implements Stage {
  /** The stage's word. */
  public static final String NAME = "train";

  private final String workspace;
  private final ExampleSettings examples;
  private final PictureSettings pictures;
  private final ClassifierSettings classifier;
  private final SaveSettings save;
  private final BackboneSource backbone;

  /**
   * The stage. What is wrong with the backbone's file, or with settings that it was not trained
   * for, is told here, before any work is done.
   *
   * @param save which classifiers are kept as model folders
   */
  public TrainStage(
      String workspace,
      ExampleSettings examples,
      PictureSettings pictures,
      ClassifierSettings classifier,
      SaveSettings save) {
    this.workspace = workspace;
    this.examples = examples;
    this.pictures = pictures;
    this.classifier = classifier;
    this.save = save;
    this.backbone = LocalBackbone.of(classifier);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Workspace place = Workspace.at(spark, workspace);
    SelectedExamples selected = SelectedExamples.latest(place, examples);
    ModelFolder folder = ModelSource.open(pictures.model(), place.hadoop());
    HeldOutImages heldOut = HeldOutImages.read(place, selected);
    TrialImages images = TrialImages.read(place, selected, pictures.augment().repeats());
    PictureRuns runs =
        PictureRuns.of(place, pictures, folder, selected.run(), heldOut.classNames());
    List<PlannedTrial> trials = new ArrayList<>();
    trials.add(trial(PlannedTrial.BASELINE, selected, null));
    for (MethodSettings method : pictures.methods()) {
      trials.add(trial(method.name(), selected, runs.synthetic(method, selected.split()).id()));
    }
    // the runner looks at what is there
    try (TableLease lease = TrialsTable.in(place).lease(progress::say);
        TrialRunner runner =
            new TrialRunner(
                NAME,
                spark,
                place,
                backbone,
                heldOut,
                pictures.executor(),
                examples.limits().maxPixels(),
                progress)) {
      for (PlannedTrial trial : trials) {
        if (trial.synthetic() != null && !runner.isThere(trial)) {
          images.requireSynthetic(trial.synthetic());
        }
      }
      List<String> lines = new ArrayList<>();
      for (PlannedTrial trial : trials) {
        JobDescription.narrow(spark, "train, run " + trial.id() + ": trial of " + trial.method());
        lines.add(accuracy(runner, trial, images, progress).line());
        if (save.wanted()) {
          runner
              .save(trial, save)
              .ifPresent(
                  saved ->
                      progress.say("train: %s, classifier %s".formatted(trial.method(), saved)));
        }
      }
      return Summary.of(lines);
    }
  }

  private static TrialAccuracy accuracy(
      TrialRunner runner, PlannedTrial trial, TrialImages images, Progress progress) {
    if (runner.isThere(trial)) {
      progress.say(
          "train: %s is in the table already, run %s".formatted(trial.method(), trial.id()));
      runner.seal(trial);
      return runner.found(List.of(trial)).get(trial.id());
    }
    return runner.run(trial, trial.method(), images);
  }

  private PlannedTrial trial(String method, SelectedExamples selected, String synthetic) {
    return PlannedTrial.of(method, selected, synthetic, pictures, classifier, backbone);
  }
}
