package org.dafusion.inversion;

import java.util.Arrays;
import java.util.List;

/** Whether blocks of the noise predictor are run again in the backward pass to save memory. */
public enum GradientCheckpointing {
  /** From the first time that the device runs out of memory. */
  AUTO("auto"),
  /** Always. */
  ON("on"),
  /** Never. */
  OFF("off");

  private final String label;

  GradientCheckpointing(String label) {
    this.label = label;
  }

  /** The names used in configuration. */
  static List<String> labels() {
    return Arrays.stream(values()).map(choice -> choice.label).toList();
  }

  /** The choice of that name, which is one of {@link #labels}. */
  static GradientCheckpointing parse(String label) {
    return values()[labels().indexOf(label)];
  }
}
