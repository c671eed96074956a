package org.dafusion.jobs.doctor;

import java.util.List;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;

/** Memory that the weights of a loaded model take, outside of Java's heap. */
final class ModelSize {
  private static final String UNET = "unet";
  private static final List<String> ALWAYS_FULL = List.of("vae", "text_encoder");
  private static final String CHECKER = "safety_checker";
  private static final long FULL_BYTES = 4;

  private ModelSize() {}

  /**
   * In bytes.
   *
   * @param precision of the noise predictor; the other parts keep 32 bits
   * @param checked whether the safety checker is loaded too
   */
  static long of(ModelFolder folder, Precision precision, boolean checked) {
    long bytes = elements(folder, UNET) * precision.bytes();
    for (String part : ALWAYS_FULL) {
      bytes += FULL_BYTES * elements(folder, part);
    }
    return checked ? bytes + FULL_BYTES * elements(folder, CHECKER) : bytes;
  }

  private static long elements(ModelFolder folder, String component) {
    try (Weights weights = folder.weights(component)) {
      return weights.names().stream().mapToLong(name -> weights.info(name).elements()).sum();
    }
  }
}
