package org.dafusion.inversion;

import ai.djl.Device;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;

/**
 * How many samples a device takes at once where that is left to it.
 *
 * <p>On a CPU a sample is a call of its own, so more of them than run at a time would gain nothing.
 *
 * <p>On a GPU it is as many as its free memory has room for, once the networks are loaded. A sample
 * is taken to keep {@value #KEPT} numbers, in the noise predictor's precision, for each number of
 * its largest feature map, and half of that where blocks are computed again. That is twice what was
 * measured on a CPU: 1.05 GB in bf16 for Stable Diffusion v1-4 at 512×512 pixels, 0.57 GB where
 * blocks are computed again. On a GPU nothing has been measured; what turns out too much is taken
 * in parts, see {@link RowTrainer}. More than {@value #MOST} are never taken: a large GPU is busy
 * with fewer, and the next one should have some too.
 */
public final class DeviceRows {
  /** The setting that leaves it to the device. */
  static final String AUTO = "auto";

  private static final int KEPT = 800;
  private static final int MOST = 64;

  /** Share of what is free that samples may have; the rest is for what the libraries need. */
  private static final double USED = 0.9;

  private DeviceRows() {}

  /**
   * What the settings say, or what the device of a loaded model takes.
   *
   * @return at least 1
   */
  public static int of(StableDiffusion model, InversionSettings settings) {
    return settings.rowsOr(() -> ofDevice(model, settings));
  }

  private static int ofDevice(StableDiffusion model, InversionSettings settings) {
    Device device = model.noisePredictor().model().device();
    if (!device.isGpu()) {
      return TorchRuntime.threads();
    }
    LatentSize size = model.vae().latentSize(settings.size(), settings.size());
    return inMemory(
        TorchRuntime.freeMemory(device),
        size,
        model.noisePredictor().definition().width(),
        model.noisePredictor().model().precision(),
        GradientCheckpointing.parse(settings.gradientCheckpointing()));
  }

  /**
   * Samples that there is room for.
   *
   * @param free bytes
   * @param size of a sample's latents
   * @param width channels of the largest feature map
   */
  static int inMemory(
      long free,
      LatentSize size,
      int width,
      Precision precision,
      GradientCheckpointing checkpointing) {
    long largestMap = (long) size.height() * size.width() * width;
    long kept = checkpointing == GradientCheckpointing.ON ? KEPT / 2 : KEPT;
    double rows = USED * free / (kept * largestMap * precision.bytes());
    return (int) Math.max(1, Math.min(MOST, rows));
  }
}
