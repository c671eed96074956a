package org.dafusion.jobs.benchmark;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.data.ImageFile;

/** The trials of a grid, and what they ask of the backbone and of the head. */
final class TrialUnits {
  private final List<BenchmarkDraw> draws;
  private final FinishedWork finished;
  private final Predicate<BenchmarkDraw.Trial> left;

  /**
   * The trials of draws.
   *
   * @param left whether a trial is to do
   */
  TrialUnits(
      List<BenchmarkDraw> draws, FinishedWork finished, Predicate<BenchmarkDraw.Trial> left) {
    this.draws = draws;
    this.finished = finished;
    this.left = left;
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
    for (BenchmarkDraw draw : draws) {
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        long each = measure.of(trial);
        long first = known.add(trial.planned().id()) ? each : 0;
        boolean toDo = left.test(trial);
        long there = finished.holds(trial) ? first : 0;
        sum = sum.plus(new UnitCount(each, first, first, there, toDo ? first : 0));
      }
    }
    return sum;
  }

  /**
   * How many views of training pictures go through a backbone. Trials share those of a picture
   * where the features are kept, as far as {@code classifier.feature-memory} lasts; where each step
   * makes its own, none are shared. None are kept in the workspace.
   */
  UnitCount views() {
    long wanted = 0;
    long inDraws = 0;
    Views shared = new Views();
    Views toDo = new Views();
    for (BenchmarkDraw draw : draws) {
      Views ofDraw = new Views();
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        Views alone = new Views();
        alone.add(draw, trial);
        wanted += alone.count();
        ofDraw.add(draw, trial);
        shared.add(draw, trial);
        if (left.test(trial)) {
          toDo.add(draw, trial);
        }
      }
      inDraws += ofDraw.count();
    }
    return new UnitCount(wanted, inDraws, shared.count(), 0, toDo.count());
  }

  /** Views of pictures, those that several trials have in common counted once. */
  private static final class Views {
    /** By look and run, pictures of each image. */
    private final Map<List<Object>, Map<ImageFile, Integer>> kept = new HashMap<>();

    private long fresh;

    void add(BenchmarkDraw draw, BenchmarkDraw.Trial trial) {
      ClassifierSettings classifier = trial.planned().classifier();
      if (!classifier.keepsFeatures()) {
        fresh += (long) classifier.iterationsPerEpoch() * classifier.epochs() * classifier.batch();
        return;
      }
      pictures(trial, trial.planned().examples()).putAll(once(draw.images()));
      if (trial.pictures() != null && classifier.syntheticProbability() > 0) {
        Map<ImageFile, Integer> synthetic = pictures(trial, trial.planned().synthetic());
        draw.images().forEach(i -> synthetic.merge(i, trial.arm().repeats(), Math::max));
      }
    }

    private static Map<ImageFile, Integer> once(List<ImageFile> images) {
      Map<ImageFile, Integer> once = new HashMap<>();
      images.forEach(image -> once.put(image, 1));
      return once;
    }

    /** Views that CutMix has mixed with those of a trial's other pictures are that trial's. */
    private Map<ImageFile, Integer> pictures(BenchmarkDraw.Trial trial, String run) {
      ClassifierSettings classifier = trial.planned().classifier();
      List<Object> look =
          List.of(
              run,
              classifier.backbone(),
              classifier.imageSize(),
              classifier.normalisation(),
              classifier.transform(),
              Math.max(1, classifier.views()),
              classifier.cutmix() ? trial.planned().id() : "");
      return kept.computeIfAbsent(look, key -> new HashMap<>());
    }

    long count() {
      long sum = fresh;
      for (Map.Entry<List<Object>, Map<ImageFile, Integer>> look : kept.entrySet()) {
        int views = (Integer) look.getKey().get(5);
        sum +=
            look.getValue().values().stream().mapToLong(pictures -> pictures * (long) views).sum();
      }
      return sum;
    }
  }
}
