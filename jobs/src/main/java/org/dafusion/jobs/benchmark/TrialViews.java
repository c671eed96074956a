package org.dafusion.jobs.benchmark;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.classifier.Protocol;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;

/**
 * Views of pictures that trials send through backbones, those that several have in common counted
 * once.
 *
 * <p>Where features are kept, trials on the driver share those of a training picture, as far as
 * {@code classifier.feature-memory} lasts, and the pictures that judge go through once for all
 * trials that they judge. On executors each trial makes its own. Where features change, each step
 * makes views of its own, and the pictures that judge go through after every epoch. Training
 * pictures that choose the epoch are counted with those that are learned from where features are
 * kept, and with those that judge where they are not.
 */
final class TrialViews {
  /**
   * What training pictures are looked at as.
   *
   * @param run that they are rows of
   * @param views of each
   * @param alone the trial that has them for itself; empty where trials share them
   */
  private record Look(
      String run,
      String backbone,
      int imageSize,
      String normalisation,
      String transform,
      int views,
      String alone) {}

  /**
   * Pictures that judge, and the way to their features.
   *
   * @param examples run of the real images
   * @param drawn whether they change with the seed. What two seeds have in common goes through once
   *     where the memory for features is large enough, which is not counted on here
   * @param seed that they belong to; 0 where they do not change
   */
  private record Judging(String examples, String backbone, String kind, boolean drawn, long seed) {}

  /** Pictures of each image. */
  private final Map<Look, Map<ImageFile, Integer>> kept = new HashMap<>();

  private final Map<Judging, Long> judging = new HashMap<>();
  private long fresh;

  /** Adds those of a trial of a draw of a dataset. */
  void add(PlannedDataset planned, BenchmarkDraw draw, BenchmarkDraw.Trial trial) {
    ClassifierSettings classifier = trial.planned().classifier();
    HeldOutCount heldOut = planned.heldOut().get(draw.split());
    if (!classifier.keepsFeatures()) {
      fresh += (long) classifier.iterationsPerEpoch() * classifier.epochs() * classifier.batch();
      fresh += judged(classifier, draw, heldOut);
      return;
    }
    boolean spread = planned.dataset().grid().spreadsTrials();
    learn(draw, trial, spread);
    long once = heldOut.validation() + (tests(classifier) ? heldOut.test() : 0);
    if (spread) {
      fresh += once;
    } else {
      judging.put(judging(planned, draw.split(), classifier), once);
    }
  }

  private void learn(BenchmarkDraw draw, BenchmarkDraw.Trial trial, boolean spread) {
    Map<ImageFile, Integer> real = pictures(trial, trial.planned().examples(), spread);
    draw.images().forEach(image -> real.put(image, 1));
    if (trial.pictures() != null && trial.planned().classifier().syntheticProbability() > 0) {
      Map<ImageFile, Integer> synthetic = pictures(trial, trial.planned().synthetic(), spread);
      draw.images().forEach(i -> synthetic.merge(i, trial.arm().repeats(), Math::max));
    }
  }

  /** Views that CutMix has mixed with those of a trial's other pictures are that trial's. */
  private Map<ImageFile, Integer> pictures(BenchmarkDraw.Trial trial, String run, boolean spread) {
    ClassifierSettings classifier = trial.planned().classifier();
    Look look =
        new Look(
            run,
            classifier.backbone(),
            classifier.imageSize(),
            classifier.normalisation(),
            classifier.transform(),
            Math.max(1, classifier.views()),
            spread || classifier.cutmix() ? trial.planned().id() : "");
    return kept.computeIfAbsent(look, key -> new HashMap<>());
  }

  private static Judging judging(
      PlannedDataset planned, FewShotSplit split, ClassifierSettings classifier) {
    boolean drawn = split.pools().drawn();
    return new Judging(
        planned.examples(),
        classifier.backbone(),
        classifier.heldOutKind(),
        drawn,
        drawn ? split.seed() : 0);
  }

  private static boolean tests(ClassifierSettings classifier) {
    return classifier.protocolInUse() == Protocol.CLEAN;
  }

  /**
   * Pictures that judge a trial whose features change: after each epoch and, for the test, at the
   * end, where an epoch was chosen for that one too.
   */
  private static long judged(
      ClassifierSettings classifier, BenchmarkDraw draw, HeldOutCount heldOut) {
    long choosing = choosing(classifier, draw.images());
    double each = seen(heldOut.validation(), classifier.validationDraws()) + choosing;
    long test = tests(classifier) ? heldOut.test() : 0;
    return Math.round(classifier.epochs() * each) + (choosing > 0 ? 2 : 1) * test;
  }

  /**
   * How many of some pictures take part in an evaluation: all, or, where they are drawn with
   * replacement, as many as are drawn at least once on average, {@code n (1 - (1 - 1/n)^draws)}.
   */
  private static double seen(long pictures, int draws) {
    return draws == 0 || pictures == 0
        ? pictures
        : pictures * (1 - Math.pow(1 - 1.0 / pictures, draws));
  }

  /** Training pictures that choose the epoch: a share of each class, and never all of it. */
  private static long choosing(ClassifierSettings classifier, List<ImageFile> images) {
    Collection<Long> classes =
        images.stream()
            .collect(Collectors.groupingBy(ImageFile::label, Collectors.counting()))
            .values();
    return classes.stream()
        .mapToLong(n -> Math.min(Math.round(classifier.selectionFraction() * n), n - 1))
        .sum();
  }

  /** All of them. */
  long count() {
    return inTrials() + beforehand();
  }

  /**
   * Those that the trials themselves send, whose time is among the seconds of the trials: all but
   * pictures on the driver that judge the whole grid, which go through before the first trial.
   */
  long inTrials() {
    long sum = fresh;
    for (Map.Entry<Look, Map<ImageFile, Integer>> look : kept.entrySet()) {
      long views = look.getKey().views();
      sum += look.getValue().values().stream().mapToLong(pictures -> pictures * views).sum();
    }
    return sum + judging(true);
  }

  private long beforehand() {
    return judging(false);
  }

  private long judging(boolean drawn) {
    return judging.entrySet().stream()
        .filter(each -> each.getKey().drawn() == drawn)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
