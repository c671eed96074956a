package org.dafusion.classifier;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dafusion.metrics.Accuracy;

/** How many pictures of each class were taken for which. Immutable. */
public final class Confusion implements Serializable {
  private final long[][] counts;

  /**
   * @param counts by true class, then by predicted class; copied
   */
  Confusion(long[][] counts) {
    this.counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
  }

  /** Number of classes. */
  public int classes() {
    return counts.length;
  }

  /**
   * Pictures of one class that were taken for one.
   *
   * @param label the true class
   * @param predicted the class they were taken for
   */
  public long count(int label, int predicted) {
    return counts[label][predicted];
  }

  /** How many pictures of each class were predicted right. */
  Accuracy accuracy() {
    List<Accuracy.ClassCount> classes =
        IntStream.range(0, counts.length)
            .mapToObj(c -> new Accuracy.ClassCount(counts[c][c], Arrays.stream(counts[c]).sum()))
            .toList();
    return new Accuracy(classes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Confusion that && Arrays.deepEquals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(counts);
  }

  @Override
  public String toString() {
    return "Confusion " + Arrays.deepToString(counts);
  }
}
