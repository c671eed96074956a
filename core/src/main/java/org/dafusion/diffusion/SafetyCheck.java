package org.dafusion.diffusion;

import java.io.Serializable;

/**
 * Whether pictures go through the folder's safety checker, and how strictly.
 *
 * @param on whether they do
 * @param shift added to the score of every concept; above 0 is stricter. Diffusers' {@code
 *     adjustment}
 */
public record SafetyCheck(boolean on, double shift) implements Serializable {
  /** No check. */
  public static final SafetyCheck OFF = new SafetyCheck(false, 0);

  /** With the folder's own thresholds. */
  public static final SafetyCheck ON = new SafetyCheck(true, 0);
}
