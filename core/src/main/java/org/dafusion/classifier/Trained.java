package org.dafusion.classifier;

import java.util.Arrays;
import java.util.List;

/** What gradients move in a trial. */
public enum Trained {
  /** The linear layer alone; the backbone's weights stay as they are. */
  HEAD("head"),
  /** The linear layer and all weights of the backbone: fine-tuning of the whole network. */
  ALL("all");

  private final String label;

  Trained(String label) {
    this.label = label;
  }

  /** The name used in configuration. */
  public String label() {
    return label;
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Trained::label).toList();
  }
}
