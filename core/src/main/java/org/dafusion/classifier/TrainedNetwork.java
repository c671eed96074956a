package org.dafusion.classifier;

import org.dafusion.torchscript.ScriptModule;

/**
 * A trained classifier as a whole: its code, its weights, and what it was trained for. This is all
 * that is needed to write it as a file of its own, whatever the network is and whichever part of it
 * was trained.
 */
public interface TrainedNetwork {
  /**
   * The code. Its method {@code forward(pixels)} takes normalised pictures, (batch, 3, height,
   * width) as 32-bit floats, to logits, (batch, classes).
   */
  ScriptModule script();

  /**
   * A weight of the code in 32-bit floats, outermost dimension first.
   *
   * @param key the preferred key of a parameter of {@link #script}
   */
  float[] weight(String key);

  /** Its classes, and what pictures it takes. */
  HeadDescription description();
}
