package org.dafusion.diffusion;

import java.io.Serializable;
import java.util.Objects;
import org.dafusion.schedule.SchedulerKind;

/**
 * What all requests of a run share, because one batch holds them.
 *
 * @param scheduler the sampler
 * @param steps steps from pure noise; a request takes the share that its strength says
 * @param batch guided pictures in work at a time. On a GPU the noise predictor is always called
 *     with twice as many rows, whatever is in work: its results may depend on the size of the batch
 * @param width working width in pixels
 * @param height working height in pixels
 * @param maskBlend how the kept part of a masked picture is put back
 */
public record EditSettings(
    SchedulerKind scheduler, int steps, int batch, int width, int height, MaskBlend maskBlend)
    implements Serializable {

  public EditSettings {
    positive("steps", steps);
    positive("batch", batch);
    positive("width", width);
    positive("height", height);
    Objects.requireNonNull(maskBlend, "maskBlend");
  }

  /** Rows that are in work at a time. */
  int rows() {
    return 2 * batch;
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("Invalid " + name + ": must be 1 or more, found " + value);
    }
  }
}
