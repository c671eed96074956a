package org.dafusion.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.RowWorkers;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.StableDiffusionSafetyChecker;
import org.dafusion.model.UNet2DConditionModel;

/**
 * Measures the noise predictor at its real size: seconds to load, seconds for two rows of 64×64
 * latents, and resident memory, anonymous and mapped apart. The two rows go in turn as the noise
 * predictor sends them on a CPU, each on a thread of its own, and as one batched call on all
 * threads.
 */
public final class FullSizeBench {
  private FullSizeBench() {}

  /** Arguments: the folder that {@link FullSizeFolder} wrote, a precision, and how many calls. */
  public static void main(String[] arguments) throws IOException {
    ModelFolder folder = ModelFolder.open(Path.of(arguments[0]));
    Precision precision = Precision.parse(arguments[1]);
    TorchRuntime.start();
    say("idle: %s", memory());
    long start = System.nanoTime();
    UNet2DConditionModel definition = UNet2DConditionModel.from(folder.config("unet"));
    try (Weights weights = folder.weights("unet");
        CompiledModel unet =
            new ModelCompiler(Device.cpu(), precision).compile(definition, weights)) {
      say("%s loaded in %.2f s: %s", precision.label(), seconds(start), memory());
      for (int call = 0; call < Integer.parseInt(arguments[2]); call++) {
        start = System.nanoTime();
        RowWorkers.map(Device.cpu(), List.of(0, 1), part -> List.of(predict(unet, 1)));
        say("call %d, two rows side by side: %.2f s, %s", call, seconds(start), memory());
        start = System.nanoTime();
        predict(unet, 2);
        say("call %d, one batch of two rows: %.2f s, %s", call, seconds(start), memory());
      }
    }
    checkSafety(folder);
  }

  /** The safety check of one picture, to hold against the calls that made it. */
  private static void checkSafety(ModelFolder folder) {
    StableDiffusionSafetyChecker definition =
        StableDiffusionSafetyChecker.from(folder.config("safety_checker"));
    try (Weights weights = folder.weights("safety_checker");
        CompiledModel checker =
            new ModelCompiler(Device.cpu(), Precision.FP32).compile(definition, weights)) {
      for (int call = 0; call < 3; call++) {
        long start = System.nanoTime();
        try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
          int side = definition.imageSize();
          checker.call("forward", scope.randomNormal(new Shape(1, 3, side, side)));
        }
        say("safety check of one picture: %.2f s", seconds(start));
      }
    }
  }

  private static float[] predict(CompiledModel unet, int rows) {
    float[] timesteps = new float[rows];
    Arrays.fill(timesteps, 500);
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray out =
          unet.forward(
              scope.randomNormal(new Shape(rows, 4, 64, 64)),
              scope.create(timesteps),
              scope.randomNormal(new Shape(rows, 77, 768)));
      return out.toFloatArray();
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static String memory() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM") || line.startsWith("RssAnon") || line.startsWith("RssFile")) {
        String[] words = line.split("\\s+");
        text.append(
            String.format(
                Locale.ROOT, "%s %.2f GB  ", words[0], Long.parseLong(words[1]) / 1048576.0));
      }
    }
    return text.toString().strip();
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
