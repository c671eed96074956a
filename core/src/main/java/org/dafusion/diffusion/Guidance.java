package org.dafusion.diffusion;

/** Classifier-free guidance (Ho and Salimans 2022). */
public final class Guidance {
  private Guidance() {}

  /** Whether a scale needs the unconditional prediction at all. */
  public static boolean guides(double scale) {
    return scale > 1;
  }

  /** e_u + w (e_c − e_u). */
  public static float[] apply(float[] unconditional, float[] conditional, double scale) {
    float w = (float) scale;
    float[] guided = new float[conditional.length];
    for (int i = 0; i < guided.length; i++) {
      guided[i] = unconditional[i] + w * (conditional[i] - unconditional[i]);
    }
    return guided;
  }
}
