package org.dafusion.jobs.benchmark;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dafusion.classifier.ClassifierSettings;

/** The trials of a grid, and what they ask of the backbone and of the head. */
final class TrialUnits {
  private final List<PlannedDataset> datasets;
  private final FinishedWork finished;
  private final Predicate<BenchmarkDraw.Trial> left;

  /**
   * The trials of datasets.
   *
   * @param left whether a trial is to do
   */
  TrialUnits(
      List<PlannedDataset> datasets, FinishedWork finished, Predicate<BenchmarkDraw.Trial> left) {
    this.datasets = datasets;
    this.finished = finished;
    this.left = left;
  }

  /** Runs of those that are to do. */
  Set<String> ids() {
    return datasets.stream()
        .flatMap(planned -> planned.draws().stream())
        .flatMap(draw -> draw.trials().stream())
        .filter(left)
        .map(trial -> trial.planned().id())
        .collect(Collectors.toSet());
  }

  /** How many trials. */
  UnitCount trials() {
    return count(trial -> 1);
  }

  /** How many steps they take. */
  UnitCount steps() {
    return count(
        trial -> {
          ClassifierSettings classifier = trial.arm().classifier();
          return (long) classifier.iterationsPerEpoch() * classifier.epochs();
        });
  }

  @FunctionalInterface
  private interface Measure {
    long of(BenchmarkDraw.Trial trial);
  }

  private UnitCount count(Measure measure) {
    UnitCount sum = UnitCount.NONE;
    Set<String> known = new HashSet<>();
    for (PlannedDataset planned : datasets) {
      for (BenchmarkDraw draw : planned.draws()) {
        for (BenchmarkDraw.Trial trial : draw.trials()) {
          long each = measure.of(trial);
          long first = known.add(trial.planned().id()) ? each : 0;
          boolean toDo = left.test(trial);
          long there = finished.holds(trial) ? first : 0;
          sum = sum.plus(new UnitCount(each, first, first, there, toDo ? first : 0));
        }
      }
    }
    return sum;
  }

  /**
   * How many views of pictures go through a backbone, to learn from them and to judge by them; see
   * {@link TrialViews}. None are kept in the workspace.
   */
  UnitCount views() {
    long wanted = 0;
    long inDraws = 0;
    TrialViews shared = new TrialViews();
    for (PlannedDataset planned : datasets) {
      for (BenchmarkDraw draw : planned.draws()) {
        TrialViews ofDraw = new TrialViews();
        for (BenchmarkDraw.Trial trial : draw.trials()) {
          TrialViews alone = new TrialViews();
          alone.add(planned, draw, trial);
          wanted += alone.count();
          ofDraw.add(planned, draw, trial);
          shared.add(planned, draw, trial);
        }
        inDraws += ofDraw.count();
      }
    }
    return new UnitCount(wanted, inDraws, shared.count(), 0, viewsToDo().count());
  }

  /** Those of the trials that are to do. */
  TrialViews viewsToDo() {
    TrialViews toDo = new TrialViews();
    for (PlannedDataset planned : datasets) {
      for (BenchmarkDraw draw : planned.draws()) {
        draw.trials().stream().filter(left).forEach(trial -> toDo.add(planned, draw, trial));
      }
    }
    return toDo;
  }
}
