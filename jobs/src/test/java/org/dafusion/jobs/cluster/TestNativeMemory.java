package org.dafusion.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.dafusion.diffusion.RandomFolder;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.jobs.executor.ModelSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestNativeMemory {
  @TempDir private Path path;

  @Test
  void isTheWeightsInTheirPrecisionAndAnAllowance() throws IOException {
    RandomFolder.write(path, 0);
    ModelFolder folder = ModelFolder.open(path);
    long unet = parameters(folder, "unet");
    long rest = parameters(folder, "vae") + parameters(folder, "text_encoder");

    assertThat(NativeMemory.weights(folder, model("fp32"))).isEqualTo(4 * (unet + rest));
    assertThat(NativeMemory.weights(folder, model("bf16"))).isEqualTo(2 * unet + 4 * rest);
    // one for each address
    assertThat(NativeMemory.of(folder, model("fp32"), false, 2))
        .isEqualTo((4L << 30) + 2 * 4 * (unet + rest));
    assertThat(NativeMemory.of(folder, model("fp32"), true, 2)).isEqualTo(4L << 30);
  }

  private ModelSettings model(String precision) {
    return new ModelSettings(path.toString(), precision, "", "off", 0);
  }

  private static long parameters(ModelFolder folder, String component) {
    try (Weights weights = folder.weights(component)) {
      return weights.parameterCount();
    }
  }
}
