package org.dafusion.classifier;

import java.util.Arrays;

/** Adds up what a classifier says of batch after batch. */
final class Tally {
  private final Protocol protocol;
  private final long[][] confusion;
  private final double[] losses;

  Tally(int classes, Protocol protocol) {
    this.protocol = protocol;
    confusion = new long[classes][classes];
    losses = new double[classes];
  }

  /** Adds pictures of these classes, each once. */
  void add(HeadScores scores, int[] labels) {
    int[] once = new int[labels.length];
    Arrays.fill(once, 1);
    add(scores, labels, once);
  }

  /**
   * Adds pictures of these classes.
   *
   * @param times how often each counts
   */
  void add(HeadScores scores, int[] labels, int[] times) {
    for (int row = 0; row < labels.length; row++) {
      confusion[labels[row]][scores.predicted(row)] += times[row];
      losses[labels[row]] += (double) times[row] * scores.losses()[row];
    }
  }

  Evaluation evaluation(int epoch, int step) {
    return new Evaluation(epoch, step, protocol, loss(), new Confusion(confusion));
  }

  private double loss() {
    if (!protocol.countsAbsentClasses()) {
      return Arrays.stream(losses).sum()
          / Arrays.stream(confusion).flatMapToLong(Arrays::stream).sum();
    }
    double sum = 0;
    for (int c = 0; c < losses.length; c++) {
      sum += losses[c] / Math.max(1, Arrays.stream(confusion[c]).sum());
    }
    return sum / losses.length;
  }
}
