package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.jobs.train.HeldOutImages;
import org.dafusion.jobs.train.PlannedTrial;
import org.dafusion.jobs.train.SaveSettings;
import org.dafusion.jobs.train.SpreadTrials;
import org.dafusion.jobs.train.TrialAccuracy;
import org.dafusion.jobs.train.TrialImages;
import org.dafusion.jobs.train.TrialRunner;

/**
 * The trials of one dataset. On the driver those with the same backbone share it, and the features
 * of all views that they have in common.
 */
final class DatasetTrials implements AutoCloseable {
  private final SparkSession spark;
  private final Workspace place;
  private final PlannedDataset planned;
  private final HeldOutImages heldOut;
  private final OpenBackbones backbones;
  private final Progress progress;
  private final Map<String, TrialRunner> runners = new HashMap<>();

  /**
   * The trials; nothing is loaded yet.
   *
   * @param heldOut what all trials are judged by
   */
  DatasetTrials(
      SparkSession spark,
      Workspace place,
      PlannedDataset planned,
      HeldOutImages heldOut,
      OpenBackbones backbones,
      Progress progress) {
    this.spark = spark;
    this.place = place;
    this.planned = planned;
    this.heldOut = heldOut;
    this.backbones = backbones;
    this.progress = progress;
  }

  /** Whether trials go to executors, those of several draws together. */
  boolean spread() {
    return planned.dataset().grid().spreadsTrials();
  }

  /**
   * Loads the backbones of draws, before the clock starts: also before hours of other work.
   * Executors load theirs with the first trial.
   */
  void prepare(List<BenchmarkDraw> left) {
    Set<BenchmarkArm> arms = new HashSet<>();
    for (BenchmarkDraw draw : left) {
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        if (arms.add(trial.arm())) {
          prepare(trial, draw.split());
        }
      }
    }
  }

  private void prepare(BenchmarkDraw.Trial trial, FewShotSplit split) {
    if (spread()) {
      runner(trial.arm()).warn(trial.planned().classifier());
    } else {
      runner(trial.arm()).prepare(trial.planned().classifier(), split);
    }
  }

  /** Does the trials of a draw whose pictures are there. */
  void judge(BenchmarkDraw draw, SelectedExamples selected, BenchmarkProgress told) {
    Map<Integer, TrialImages> byRepeats = new HashMap<>();
    for (BenchmarkDraw.Trial trial : draw.trials()) {
      TrialImages images =
          byRepeats.computeIfAbsent(
              trial.arm().repeats(), repeats -> TrialImages.read(place, selected, repeats));
      if (trial.planned().synthetic() != null) {
        images.requireSynthetic(trial.planned().synthetic());
      }
      told.finished(
          draw, trial, runner(trial.arm()).run(trial.planned(), draw.name(trial), images));
    }
  }

  /** Does the trials of draws whose pictures are there, on executors. */
  void spread(List<BenchmarkDraw> draws, BenchmarkProgress told) {
    Map<PlannedTrial, Consumer<TrialAccuracy>> tell = new LinkedHashMap<>();
    for (BenchmarkDraw draw : draws) {
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        tell.put(trial.planned(), accuracy -> told.finished(draw, trial, accuracy));
      }
    }
    if (!tell.isEmpty()) {
      new SpreadTrials(
              BenchmarkStage.NAME,
              spark,
              place,
              heldOut,
              planned.dataset().arms().get(0).pictures().executor(),
              planned.dataset().examples().limits().maxPixels(),
              progress)
          .run(List.copyOf(tell.keySet()), (trial, found) -> tell.get(trial).accept(found));
    }
  }

  /** Seals trials that were done before a process died, and not sealed. */
  void seal() {
    TrialsTable.in(place).seal(planned.trials().stream().map(PlannedTrial::id).toList());
  }

  /** What the table holds of the dataset's trials, by run. */
  Map<String, TrialAccuracy> found() {
    return runner(planned.dataset().arms().get(0)).found(planned.trials());
  }

  /** Saves the most accurate classifier of each method, the first of equals; answers lines. */
  List<String> saved(Map<String, TrialAccuracy> found, SaveSettings save) {
    Map<BenchmarkArm, PlannedTrial> chosen = new LinkedHashMap<>();
    for (BenchmarkDraw draw : planned.draws()) {
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        if (found.containsKey(trial.planned().id())) {
          chosen.merge(
              trial.arm(),
              trial.planned(),
              (known, next) ->
                  save.value(found.get(next.id())) > save.value(found.get(known.id()))
                      ? next
                      : known);
        }
      }
    }
    List<String> lines = new ArrayList<>();
    chosen.forEach(
        (arm, trial) ->
            runner(arm)
                .save(trial, save)
                .ifPresent(
                    folder ->
                        lines.add(
                            "%s%s, classifier %s"
                                .formatted(
                                    planned.dataset().label(), arm.method().name(), folder))));
    return lines;
  }

  private TrialRunner runner(BenchmarkArm arm) {
    ClassifierSettings classifier = arm.classifier();
    return runners.computeIfAbsent(
        classifier.backbone(),
        key ->
            new TrialRunner(
                BenchmarkStage.NAME,
                spark,
                place,
                backbones.of(classifier),
                heldOut,
                arm.pictures().executor(),
                planned.dataset().examples().limits().maxPixels(),
                progress));
  }

  @Override
  public void close() {
    runners.values().forEach(TrialRunner::close);
  }
}
