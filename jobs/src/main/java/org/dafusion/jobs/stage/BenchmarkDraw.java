package org.dafusion.jobs.stage;

import java.util.List;
import org.dafusion.data.FewShotSplit;

/**
 * One draw of images and the trials that are wanted on it.
 *
 * @param images drawn, of all classes together
 * @param trials one for each method, in order
 */
record BenchmarkDraw(FewShotSplit split, int images, List<BenchmarkDraw.Trial> trials) {
  /** A trial and the method that it is of. */
  record Trial(BenchmarkMethod method, PlannedTrial planned) {}

  /**
   * A measure of a trial's cost: the pictures that take part. Making and looking at synthetic ones
   * takes nearly all time.
   */
  long cost(Trial trial) {
    int repeats = trial.method().wantsPictures() ? trial.planned().repeats() : 0;
    return (long) images * (1 + repeats);
  }

  /** The same draw with some of its trials. */
  BenchmarkDraw with(List<Trial> some) {
    return new BenchmarkDraw(split, images, some);
  }

  /** A trial's name to people. */
  String name(Trial trial) {
    return "%s, %s per class, seed %d"
        .formatted(trial.method().name(), examples(split.examplesPerClass()), split.seed());
  }

  /** A number of examples per class to people. */
  static String examples(int examplesPerClass) {
    return examplesPerClass == 0 ? "all" : Integer.toString(examplesPerClass);
  }
}
