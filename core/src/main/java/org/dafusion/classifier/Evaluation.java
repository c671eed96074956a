package org.dafusion.classifier;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.data.Part;
import org.dafusion.metrics.Accuracy;

/**
 * How a classifier did at one moment of its training.
 *
 * @param epoch from 1
 * @param step steps taken, {@code epoch} times the iterations per epoch
 * @param protocol what it was judged by
 * @param loss mean cross-entropy: over the pictures, or, where the protocol counts absent classes,
 *     the mean of the classes' means with 0 for an absent one
 * @param confusion what was taken for what; of mixed pictures by the class with the greatest share
 */
public record Evaluation(int epoch, int step, Protocol protocol, double loss, Confusion confusion) {
  /** Metric of a row: mean cross-entropy. */
  public static final String LOSS = "loss";

  /** Metric of a row: share of pictures predicted right, of one class or of all. */
  public static final String ACCURACY = "accuracy";

  /**
   * Metric of a row: mean of the classes' accuracies, over those that have pictures, or over all
   * where the protocol counts absent classes.
   */
  public static final String MACRO_ACCURACY = "macro-accuracy";

  /**
   * Metric of a row: share of the held-out training pictures predicted right, which chooses the
   * epoch.
   */
  public static final String SELECTION_ACCURACY = "selection-accuracy";

  /** Metric of a row: {@link #ACCURACY} of the epoch that was chosen so. */
  public static final String SELECTED_ACCURACY = "selected-accuracy";

  /** Metric of a row: how many pictures of one class were taken for another, or for itself. */
  public static final String CONFUSION = "confusion";

  /**
   * One number of a trial.
   *
   * @param epoch from 1
   * @param step steps taken
   * @param part which pictures: training (those drawn during the epoch, before the step they took
   *     part in), validation or test
   * @param metric one of the metrics of {@link Evaluation}
   * @param className empty for all classes together
   * @param predicted of {@link #CONFUSION} the class that pictures were taken for; else empty
   */
  public record Row(
      int epoch,
      int step,
      Part part,
      String metric,
      String className,
      String predicted,
      double value)
      implements Serializable {
    /** A row that says nothing about pairs of classes. */
    public Row(int epoch, int step, Part part, String metric, String className, double value) {
      this(epoch, step, part, metric, className, "", value);
    }
  }

  /** Counts for each class. */
  public Accuracy accuracy() {
    return confusion.accuracy();
  }

  /** Mean of the classes' accuracies, as {@link #MACRO_ACCURACY}. */
  public double macroAccuracy() {
    return protocol.countsAbsentClasses()
        ? accuracy().classes().stream().mapToDouble(this::ofClass).average().orElseThrow()
        : accuracy().macro();
  }

  /** What the protocol calls the accuracy. */
  public double headline() {
    return protocol.accuracy().equals(MACRO_ACCURACY) ? macroAccuracy() : accuracy().micro();
  }

  private double ofClass(Accuracy.ClassCount count) {
    return protocol.countsAbsentClasses() && count.total() == 0 ? 0 : count.accuracy();
  }

  /** As rows; a class without pictures has none, or where the protocol counts it, 0. */
  List<Row> rows(Part part, List<String> classNames) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row(epoch, step, part, LOSS, "", loss));
    rows.add(new Row(epoch, step, part, ACCURACY, "", accuracy().micro()));
    rows.add(new Row(epoch, step, part, MACRO_ACCURACY, "", macroAccuracy()));
    List<Accuracy.ClassCount> classes = accuracy().classes();
    for (int c = 0; c < classNames.size(); c++) {
      double value = ofClass(classes.get(c));
      if (!Double.isNaN(value)) {
        rows.add(new Row(epoch, step, part, ACCURACY, classNames.get(c), value));
      }
    }
    return rows;
  }

  /** The pairs of classes with pictures, as rows of {@link #CONFUSION}. */
  List<Row> confusionRows(Part part, List<String> classNames) {
    List<Row> rows = new ArrayList<>();
    for (int label = 0; label < classNames.size(); label++) {
      for (int predicted = 0; predicted < classNames.size(); predicted++) {
        long count = confusion.count(label, predicted);
        if (count > 0) {
          String of = classNames.get(label);
          String as = classNames.get(predicted);
          rows.add(new Row(epoch, step, part, CONFUSION, of, as, count));
        }
      }
    }
    return rows;
  }
}
