package org.dafusion.jobs.benchmark;

import java.util.List;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.train.PlannedTrial;

/**
 * One draw of images and the trials that are wanted on it.
 *
 * @param images drawn, of all classes together
 * @param trials one for each method, in order
 */
record BenchmarkDraw(FewShotSplit split, int images, List<BenchmarkDraw.Trial> trials) {
  /** A trial and the method that it is of. */
  record Trial(BenchmarkMethod method, PlannedTrial planned) {}

  /** A measure of what a trial costs: the pictures that take part. */
  long cost(Trial trial) {
    int repeats = trial.method().wantsPictures() ? trial.planned().repeats() : 0;
    return (long) images * (1 + repeats);
  }

  /** What all trials cost together. */
  long cost() {
    return trials.stream().mapToLong(this::cost).sum();
  }

  /** The same draw with some of its trials. */
  BenchmarkDraw with(List<Trial> some) {
    return new BenchmarkDraw(split, images, some);
  }

  /** A trial's name to people. */
  String name(Trial trial) {
    return "%s, %s per class, seed %d"
        .formatted(
            trial.method().name(), FewShotSplit.inWords(split.examplesPerClass()), split.seed());
  }
}
