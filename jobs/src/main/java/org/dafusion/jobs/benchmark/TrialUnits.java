package org.dafusion.jobs.benchmark;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.dafusion.classifier.ClassifierSettings;

/** The trials of a grid, and what they ask of the backbone and of the head. */
final class TrialUnits {
  private final List<BenchmarkDraw> draws;
  private final Predicate<BenchmarkDraw.Trial> left;

  /**
   * The trials of draws.
   *
   * @param left whether a trial is to do
   */
  TrialUnits(List<BenchmarkDraw> draws, Predicate<BenchmarkDraw.Trial> left) {
    this.draws = draws;
    this.left = left;
  }

  /** How many trials. */
  UnitCount trials() {
    return count((draw, trial) -> 1);
  }

  /** How many views of pictures go through a backbone in training. */
  UnitCount views() {
    return count((draw, trial) -> draw.cost(trial) * views(trial.arm().classifier()));
  }

  /** How many steps their heads take. */
  UnitCount steps() {
    return count(
        (draw, trial) -> {
          ClassifierSettings classifier = trial.arm().classifier();
          return (long) classifier.iterationsPerEpoch() * classifier.epochs();
        });
  }

  private static long views(ClassifierSettings classifier) {
    return Math.max(1, classifier.views());
  }

  @FunctionalInterface
  private interface Measure {
    long of(BenchmarkDraw draw, BenchmarkDraw.Trial trial);
  }

  private UnitCount count(Measure measure) {
    UnitCount sum = UnitCount.NONE;
    Set<String> known = new HashSet<>();
    for (BenchmarkDraw draw : draws) {
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        long each = measure.of(draw, trial);
        boolean first = known.add(trial.planned().id());
        boolean toDo = left.test(trial);
        sum =
            sum.plus(
                new UnitCount(
                    each,
                    first ? each : 0,
                    first ? each : 0,
                    first && !toDo ? each : 0,
                    first && toDo ? each : 0));
      }
    }
    return sum;
  }
}
