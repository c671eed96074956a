package org.dafusion.jobs.cluster;

import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.jobs.executor.ModelSettings;

/**
 * Bytes that an executor needs outside of its heap to make pictures: what {@code
 * spark.executor.memoryOverhead} has to allow for.
 */
public final class NativeMemory {
  /**
   * Beside the weights: libtorch with its threads, and the activations of a batch. Stable Diffusion
   * v1-4 took 3.5 GiB above its weights on CPUs for two rows of 64 × 64 latents in 32 bits; on GPUs
   * the activations lie there, and the libraries of CUDA take their place here.
   */
  static final long ALLOWANCE = 4L << 30;

  private static final String UNET = "unet";

  private NativeMemory() {}

  /**
   * What an executor needs.
   *
   * @param onGpus whether the weights lie on GPUs
   * @param models that an executor holds at a time: one for each address under {@code
   *     executor.device = cpu}
   */
  public static long of(ModelFolder folder, ModelSettings settings, boolean onGpus, int models) {
    // the files are mapped, and widened one tensor at a time
    return ALLOWANCE + (onGpus ? 0 : models * weights(folder, settings));
  }

  /** Bytes of the loaded weights: the noise predictor's in its precision, all others in 32 bits. */
  public static long weights(ModelFolder folder, ModelSettings settings) {
    boolean checked = settings.check(folder).on();
    long bytes = parameters(folder, UNET) * Precision.parse(settings.precision()).bytes();
    for (String component : new String[] {"vae", "text_encoder"}) {
      bytes += parameters(folder, component) * Precision.FP32.bytes();
    }
    return checked ? bytes + parameters(folder, "safety_checker") * Precision.FP32.bytes() : bytes;
  }

  private static long parameters(ModelFolder folder, String component) {
    try (Weights weights = folder.weights(component)) {
      return weights.parameterCount();
    }
  }
}
