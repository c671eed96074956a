package org.dafusion.classifier;

import java.util.Arrays;
import java.util.List;

/** What the backbone's batch normalisation does while the head is trained. */
public enum BatchNorm {
  /** Uses the statistics that it was pretrained with. */
  FROZEN("frozen"),
  /**
   * Is in training mode, as in DA-Fusion's classifier: uses the statistics of the batch, so that a
   * picture's features depend on its neighbours, and moves its own towards them by a tenth at every
   * step; validation uses those.
   */
  REFERENCE("reference");

  private final String label;

  BatchNorm(String label) {
    this.label = label;
  }

  /** The name used in configuration. */
  public String label() {
    return label;
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(BatchNorm::label).toList();
  }
}
