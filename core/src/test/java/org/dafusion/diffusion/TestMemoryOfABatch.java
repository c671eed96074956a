package org.dafusion.diffusion;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.dafusion.bench.SmallFolder;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestMemoryOfABatch {
  private static final int SIDE = 16;

  @TempDir private Path folder;

  /** Beside the noise predictor, which says it by itself. */
  @Test
  void isToldWhereverItRunsOut() throws IOException {
    ModelFolder small = ModelFolder.open(SmallFolder.write(folder));
    Image photo = new Image(SIDE, SIDE, new byte[SIDE * SIDE * Image.CHANNELS]);
    EditRequest request = new EditRequest("a#0", "a", photo, "a photo", "", 1, 1, 0, null);
    EditSettings settings = new EditSettings(SchedulerKind.DDIM, 1, 1, SIDE, SIDE, MaskBlend.NEXT);
    try (StableDiffusion model = StableDiffusion.load(small, Precision.FP32, Device.cpu(), false)) {
      Iterator<EditResult> results =
          new ImageToImage(model, settings, LearnedTokens.NONE, new Greedy(), StepObserver.NONE)
              .edit(List.of(request).iterator());

      assertThatThrownBy(results::next)
          .isInstanceOf(OutOfDeviceMemoryException.class)
          .hasMessageStartingWith("The device is out of memory: DefaultCPUAllocator");
    }
  }

  /** Asks the device for more than any machine has. */
  private static final class Greedy implements NoiseSource {
    @Override
    public float[] posterior(EditRequest request, int count) {
      return SEEDED.posterior(request, count);
    }

    @Override
    public float[] start(EditRequest request, int count) {
      try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
        // 2^44 numbers of four bytes
        return scope.zeros(new Shape(1L << 44)).toFloatArray();
      }
    }
  }
}
