package org.dafusion.classifier;

import java.util.Collections;
import org.dafusion.metrics.Accuracy;

/** Adds up what a head says of batch after batch. */
final class Tally {
  private final int classes;
  private Accuracy accuracy;
  private double lossSum;
  private long count;

  Tally(int classes) {
    this.classes = classes;
    accuracy = new Accuracy(Collections.nCopies(classes, new Accuracy.ClassCount(0, 0)));
  }

  void add(HeadScores scores, int[] labels) {
    int[] predicted = new int[labels.length];
    for (int row = 0; row < labels.length; row++) {
      predicted[row] = scores.predicted(row);
      lossSum += scores.losses()[row];
    }
    accuracy = accuracy.plus(Accuracy.of(classes, labels, predicted));
    count += labels.length;
  }

  Evaluation evaluation(int epoch, int step) {
    return new Evaluation(epoch, step, lossSum / count, accuracy);
  }
}
