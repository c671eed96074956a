package org.dafusion.jobs.benchmark;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.inversion.InversionSettings;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.dafusion.jobs.train.PlannedTrial;
import org.dafusion.schedule.NoiseSchedule;

/**
 * One draw of images and the trials that are wanted on it.
 *
 * @param dataset name of the benchmark's block; empty for the only dataset
 * @param severalProtocols whether a trial's name says by which it is judged
 * @param images drawn, of all classes together
 * @param trials one for each arm, in order
 */
record BenchmarkDraw(
    String dataset,
    boolean severalProtocols,
    FewShotSplit split,
    List<ImageFile> images,
    List<BenchmarkDraw.Trial> trials) {
  /**
   * A trial and what it is of.
   *
   * @param pictures that it wants; null for none
   * @param schedule of the model that makes them; null where none are wanted
   */
  record Trial(
      BenchmarkArm arm, PlannedTrial planned, SyntheticRun pictures, NoiseSchedule schedule) {
    /** Run of the learned tokens that its pictures want; null for none. */
    String tokenRun() {
      return arm.wantsTokens() ? pictures.tokens() : null;
    }
  }

  /**
   * A measure of what a trial costs, to compare with others whose features are kept likewise, or
   * not: the pictures that take part, or, where each step makes views of its own, these views.
   */
  long cost(Trial trial) {
    ClassifierSettings classifier = trial.planned().classifier();
    return classifier.keepsFeatures()
        ? (long) images.size() * (1 + trial.arm().repeats())
        : (long) classifier.iterationsPerEpoch() * classifier.epochs() * classifier.batch();
  }

  /** The same draw with some of its trials. */
  BenchmarkDraw with(List<Trial> some) {
    return new BenchmarkDraw(dataset, severalProtocols, split, images, some);
  }

  /** Tokens that a trial wants and that are learned: of each class, or of images. */
  long tokens(Trial trial) {
    if (!trial.arm().learnsTokens()) {
      return 0;
    }
    InversionSettings inversion = trial.arm().pictures().invert().inversion();
    long ofImages = images.stream().filter(i -> inversion.isSpecific(i.className())).count();
    long ofClasses =
        images.stream()
            .map(ImageFile::className)
            .filter(name -> !inversion.isSpecific(name))
            .distinct()
            .count();
    return ofImages + ofClasses;
  }

  /** Tokens that its trials want and that are learned, those that they share counted once. */
  long tokens() {
    Map<String, Long> byRun = new HashMap<>();
    trials.stream()
        .filter(trial -> trial.arm().learnsTokens())
        .forEach(trial -> byRun.put(trial.tokenRun(), tokens(trial)));
    return byRun.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Largest number of repeats that trials want of each run of pictures. */
  Map<String, Integer> repeats() {
    Map<String, Integer> byRun = new HashMap<>();
    trials.stream()
        .filter(trial -> trial.pictures() != null)
        .forEach(t -> byRun.merge(t.planned().synthetic(), t.arm().repeats(), Math::max));
    return byRun;
  }

  /** Pictures that its trials want, those that they share counted once. */
  long pictures() {
    return repeats().values().stream().mapToLong(repeats -> (long) images.size() * repeats).sum();
  }

  /** A trial's name to people. */
  String name(Trial trial) {
    return "%s%s%s, %s per class, seed %d"
        .formatted(
            dataset.isEmpty() ? "" : dataset + ": ",
            trial.arm().method().name(),
            severalProtocols ? " (" + trial.arm().protocol() + ")" : "",
            FewShotSplit.inWords(split.examplesPerClass()),
            split.seed());
  }
}
