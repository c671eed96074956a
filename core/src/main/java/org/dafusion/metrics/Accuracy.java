package org.dafusion.metrics;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How many examples of each class were predicted right.
 *
 * <p>The reference code calls the macro average its accuracy, but draws validation images with
 * replacement and counts a class that was never drawn as 0. Here every image counts once, and a
 * class without examples has no accuracy instead of a bad one.
 *
 * @param classes one count per class, in label order
 */
public record Accuracy(List<ClassCount> classes) {

  /**
   * @param correct examples predicted right, {@code 0 <= correct <= total}
   * @param total examples of the class
   */
  public record ClassCount(long correct, long total) {
    public ClassCount {
      if (correct < 0 || correct > total) {
        throw new IllegalArgumentException(
            "Invalid count: correct must be between 0 and total = " + total + ", found " + correct);
      }
    }

    /** Share predicted right, 0 to 1; NaN for a class without examples. */
    public double accuracy() {
      return total == 0 ? Double.NaN : (double) correct / total;
    }
  }

  public Accuracy {
    classes = List.copyOf(classes);
  }

  /**
   * Counts pairs of label and prediction.
   *
   * @param classCount number of classes
   * @param labels true classes, each in {@code [0, classCount)}
   * @param predicted predicted classes, as many as labels; one out of range counts as wrong
   */
  public static Accuracy of(int classCount, int[] labels, int[] predicted) {
    if (labels.length != predicted.length) {
      throw new IllegalArgumentException(
          "Must have one prediction per label, labels = %d, predictions = %d"
              .formatted(labels.length, predicted.length));
    }
    long[] correct = new long[classCount];
    long[] total = new long[classCount];
    for (int i = 0; i < labels.length; i++) {
      int label = labels[i];
      if (label < 0 || label >= classCount) {
        throw new IllegalArgumentException(
            "Invalid label: must be between 0 and %d, found %d".formatted(classCount - 1, label));
      }
      total[label]++;
      if (predicted[i] == label) {
        correct[label]++;
      }
    }
    return new Accuracy(
        IntStream.range(0, classCount)
            .mapToObj(c -> new ClassCount(correct[c], total[c]))
            .toList());
  }

  /** The counts of both, which must be over the same classes. */
  public Accuracy plus(Accuracy other) {
    if (classes.size() != other.classes.size()) {
      throw new IllegalArgumentException(
          "Cannot add accuracies over %d and %d classes"
              .formatted(classes.size(), other.classes.size()));
    }
    return new Accuracy(
        IntStream.range(0, classes.size())
            .mapToObj(c -> sum(classes.get(c), other.classes.get(c)))
            .toList());
  }

  /** Share of all examples predicted right, 0 to 1; NaN without examples. */
  public double micro() {
    return classes.stream().reduce(new ClassCount(0, 0), Accuracy::sum).accuracy();
  }

  /** Mean over the classes that have examples, each with equal weight, 0 to 1; NaN without any. */
  public double macro() {
    return classes.stream()
        .filter(count -> count.total() > 0)
        .mapToDouble(ClassCount::accuracy)
        .average()
        .orElse(Double.NaN);
  }

  private static ClassCount sum(ClassCount one, ClassCount other) {
    return new ClassCount(one.correct() + other.correct(), one.total() + other.total());
  }
}
