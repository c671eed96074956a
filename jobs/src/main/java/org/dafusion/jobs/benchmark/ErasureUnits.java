package org.dafusion.jobs.benchmark;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.dafusion.erasure.ErasedConcept;
import org.dafusion.erasure.ErasureSettings;

/** The erasures of a grid: a UNet for each class and recipe, or one for all classes together. */
final class ErasureUnits {
  private final List<PlannedDataset> datasets;
  private final FinishedWork finished;
  private final Predicate<BenchmarkDraw.Trial> left;

  /**
   * The erasures that datasets want.
   *
   * @param left whether a trial is to do
   */
  ErasureUnits(
      List<PlannedDataset> datasets, FinishedWork finished, Predicate<BenchmarkDraw.Trial> left) {
    this.datasets = datasets;
    this.finished = finished;
    this.left = left;
  }

  /** How many UNets are trained. */
  UnitCount trainings() {
    return count(erasure -> 1);
  }

  /** How many iterations that takes. */
  UnitCount iterations() {
    return count(erasure -> erasure.preset().iterations());
  }

  private UnitCount count(ToLongFunction<ErasureSettings> measure) {
    UnitCount sum = UnitCount.NONE;
    Set<List<String>> known = new HashSet<>();
    Set<List<String>> toDo = new HashSet<>();
    for (PlannedDataset planned : datasets) {
      // an arm erases the classes once, whatever the draws
      Set<List<String>> ofArms = new HashSet<>();
      for (BenchmarkDraw draw : planned.draws()) {
        for (BenchmarkDraw.Trial trial : draw.trials()) {
          if (trial.pictures() == null || trial.pictures().erasures().isEmpty()) {
            continue;
          }
          ErasureSettings erasure = trial.arm().pictures().erasure();
          long each = measure.applyAsLong(erasure);
          for (ErasedConcept concept : erasure.concepts(planned.classNames())) {
            List<String> unit = List.of(trial.pictures().erasures(), concept.name());
            boolean ofArm =
                ofArms.add(
                    List.of(
                        trial.arm().protocol(),
                        trial.arm().method().name(),
                        unit.get(0),
                        unit.get(1)));
            boolean first = known.add(unit);
            boolean there = finished.erasures().contains(unit);
            boolean now = !there && left.test(trial) && toDo.add(unit);
            sum =
                sum.plus(
                    new UnitCount(
                        ofArm ? each : 0,
                        first ? each : 0,
                        first ? each : 0,
                        first && there ? each : 0,
                        now ? each : 0));
          }
        }
      }
    }
    return sum;
  }
}
