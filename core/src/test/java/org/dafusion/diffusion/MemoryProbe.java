package org.dafusion.diffusion;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.schedule.SchedulerKind;

/**
 * Makes many small pictures and prints, every hundred, the resident anonymous memory in KiB. Run in
 * a process of its own whose heap is all touched at the start, so that only native memory can grow.
 */
final class MemoryProbe {
  private static final int SIZE = 32;

  private MemoryProbe() {}

  /**
   * Arguments: how many pictures, and how many bytes to leak with each (to test the probe itself).
   */
  public static void main(String[] arguments) throws IOException {
    int pictures = Integer.parseInt(arguments[0]);
    int leak = Integer.parseInt(arguments[1]);
    Path folder = Files.createTempDirectory("memory-probe");
    RandomFolder.write(folder, 0);
    List<NDManager> leaked = new ArrayList<>();
    try (StableDiffusion model =
        StableDiffusion.load(ModelFolder.open(folder), Precision.FP32, Device.cpu(), true)) {
      EditSettings settings =
          new EditSettings(SchedulerKind.DPM_SOLVER_PLUS_PLUS, 2, 2, SIZE, SIZE, MaskBlend.NEXT);
      Iterator<EditResult> results =
          new ImageToImage(model, settings, LearnedTokens.NONE)
              .edit(IntStream.range(0, pictures).mapToObj(MemoryProbe::request).iterator());
      for (int done = 1; results.hasNext(); done++) {
        results.next();
        if (leak > 0) {
          NDManager forgotten = TorchRuntime.newManager(Device.cpu());
          forgotten.ones(new Shape(leak / Float.BYTES));
          leaked.add(forgotten);
        }
        if (done % 100 == 0) {
          System.out.println("anonymous " + anonymousKib());
        }
      }
    }
  }

  private static EditRequest request(int i) {
    byte[] rgb = new byte[SIZE * SIZE * Image.CHANNELS];
    Arrays.fill(rgb, (byte) i);
    Image source = new Image(SIZE, SIZE, rgb);
    return new EditRequest("p" + i, "s" + i / 3, source, "prompt " + i % 7, "", 1, 7.5, i, null);
  }

  private static long anonymousKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
