package org.dafusion.classifier;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dafusion.transform.Normalisation;

/** How a trial is run and judged; says what settings that are left to it have for a value. */
public enum Protocol {
  /**
   * What this project stands behind: every validation picture counts once, and nothing is chosen by
   * the pictures that judge. Batch normalisation is frozen with the backbone; where all of the
   * network is trained it may adapt. The last step is reported, or the epoch that training pictures
   * held out for it prefer ({@code classifier.selection-fraction}).
   */
  CLEAN("clean", BatchNorm.FROZEN, Normalisation.IMAGENET, 0, Evaluation.ACCURACY),
  /**
   * What DA-Fusion's own classifier does: batch normalisation in training mode under frozen
   * weights, pictures from -1 to 1, 6,400 validation pictures drawn with replacement after each
   * epoch, and as accuracy the mean of the classes' accuracies, a class that was not drawn counting
   * 0. It reports the epoch with the best mean over seeds, which flatters, and which is chosen
   * where trials are put together; each of them has the numbers of all epochs.
   */
  PUBLISHED("published", BatchNorm.REFERENCE, Normalisation.HALF, 6400, Evaluation.MACRO_ACCURACY);

  private final String label;
  private final BatchNorm batchNorm;
  private final Normalisation normalisation;
  private final int validationDraws;
  private final String accuracy;

  Protocol(
      String label,
      BatchNorm batchNorm,
      Normalisation normalisation,
      int validationDraws,
      String accuracy) {
    this.label = label;
    this.batchNorm = batchNorm;
    this.normalisation = normalisation;
    this.validationDraws = validationDraws;
    this.accuracy = accuracy;
  }

  /** The name used in configuration, and in the table of trials. */
  public String label() {
    return label;
  }

  /** What batch normalisation does where settings do not say. */
  BatchNorm batchNorm() {
    return batchNorm;
  }

  /** How pictures become numbers where settings do not say. */
  Normalisation normalisation() {
    return normalisation;
  }

  /** Validation pictures drawn after each epoch where settings do not say; 0 for each one once. */
  int validationDraws() {
    return validationDraws;
  }

  /** The metric of {@link Evaluation.Row} that this protocol calls the accuracy of a trial. */
  public String accuracy() {
    return accuracy;
  }

  /** Whether a class without pictures has an accuracy and a loss of 0, instead of none. */
  boolean countsAbsentClasses() {
    return this == PUBLISHED;
  }

  /** The protocol of that name, if there is one. */
  public static Optional<Protocol> named(String label) {
    return Arrays.stream(values()).filter(protocol -> protocol.label.equals(label)).findFirst();
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Protocol::label).toList();
  }
}
