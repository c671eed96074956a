package org.dafusion.classifier;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.data.Part;
import org.dafusion.metrics.Accuracy;

/**
 * How a head did at one moment of its training.
 *
 * @param epoch from 1
 * @param step steps taken, {@code epoch} times the iterations per epoch
 * @param loss mean cross-entropy over the pictures
 * @param accuracy counts for each class
 */
public record Evaluation(int epoch, int step, double loss, Accuracy accuracy) {
  /** Metric of a row: mean cross-entropy. */
  public static final String LOSS = "loss";

  /** Metric of a row: share of pictures predicted right, of one class or of all. */
  public static final String ACCURACY = "accuracy";

  /** Metric of a row: mean of the classes' accuracies, over those that have pictures. */
  public static final String MACRO_ACCURACY = "macro-accuracy";

  /**
   * One number of a trial.
   *
   * @param epoch from 1
   * @param step steps taken
   * @param part which pictures: training (those drawn during the epoch, before the step they took
   *     part in) or validation (each once)
   * @param metric {@value Evaluation#LOSS}, {@value Evaluation#ACCURACY} or {@value
   *     Evaluation#MACRO_ACCURACY}
   * @param className empty for all classes together
   */
  public record Row(int epoch, int step, Part part, String metric, String className, double value)
      implements Serializable {}

  /** As rows; a class without pictures has none. */
  List<Row> rows(Part part, List<String> classNames) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row(epoch, step, part, LOSS, "", loss));
    rows.add(new Row(epoch, step, part, ACCURACY, "", accuracy.micro()));
    rows.add(new Row(epoch, step, part, MACRO_ACCURACY, "", accuracy.macro()));
    for (int c = 0; c < classNames.size(); c++) {
      double value = accuracy.classes().get(c).accuracy();
      if (!Double.isNaN(value)) {
        rows.add(new Row(epoch, step, part, ACCURACY, classNames.get(c), value));
      }
    }
    return rows;
  }
}
