package org.dafusion.diffusion;

import org.dafusion.image.Mask;
import org.dafusion.schedule.Trajectory;

/** The part of a masked picture that stays: which latents, and what they are after each call. */
final class KeptPart {
  /** The least value of a mask that repaints. */
  private static final int REPAINTED = 128;

  private final Mask repaint;
  private final MaskBlend blend;
  private final Trajectory plan;
  private final float[] clean;
  private final float[] gaussian;

  /**
   * @param repaint at the picture's size
   * @param size of the latents
   * @param plan that the picture follows
   * @param clean latents of the original
   * @param gaussian the one noise of the request
   */
  KeptPart(
      Mask repaint,
      LatentSize size,
      MaskBlend blend,
      Trajectory plan,
      float[] clean,
      float[] gaussian) {
    this.repaint = blend.reduced(repaint, size.width(), size.height());
    this.blend = blend;
    this.plan = plan;
    this.clean = clean;
    this.gaussian = gaussian;
  }

  /** The mask at the latents' size. */
  Mask repaint() {
    return repaint;
  }

  /** The sample with the kept part put back, as it is after that call. */
  float[] restored(float[] sample, int call) {
    float[] original = blend.levelAfter(plan, call).apply(clean, gaussian);
    int width = repaint.width();
    int area = width * repaint.height();
    float[] restored = sample.clone();
    for (int i = 0; i < restored.length; i++) {
      int position = i % area;
      if (repaint.value(position % width, position / width) < REPAINTED) {
        restored[i] = original[i];
      }
    }
    return restored;
  }
}
