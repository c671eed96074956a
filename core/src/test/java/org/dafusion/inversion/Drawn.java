package org.dafusion.inversion;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.bench.SmallFolder;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.random.GaussianNoise;

/** Small models and concepts for tests of training. */
final class Drawn {
  static final int SIDE = 16;

  private Drawn() {}

  static StableDiffusion model(Path folder) throws IOException {
    ModelFolder small = ModelFolder.open(SmallFolder.write(folder.resolve("model")));
    return StableDiffusion.load(small, Precision.FP32, Device.cpu(), false);
  }

  static InversionSettings settings(int rows) {
    return new InversionSettings(
        "test", "pooled", List.of(), SIDE, Integer.toString(rows), "auto", 4, 0);
  }

  static Concept concept(
      StableDiffusion model, String name, int images, InversionRecipe recipe, long seed) {
    List<float[]> initial = InitialVectors.of(model.textEncoder(), recipe, name);
    return new Concept("<" + name + ">", images(images, seed), recipe, initial, seed);
  }

  /** Coarse spots of colour. */
  static List<Image> images(int count, long seed) {
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] colours = GaussianNoise.of(seed + i, 4 * 4 * Image.CHANNELS);
      byte[] rgb = new byte[SIDE * SIDE * Image.CHANNELS];
      for (int j = 0; j < rgb.length; j++) {
        int pixel = j / Image.CHANNELS;
        int spot = pixel / SIDE / 4 * 4 + pixel % SIDE / 4;
        double colour = colours[spot * Image.CHANNELS + j % Image.CHANNELS];
        rgb[j] = (byte) Math.max(0, Math.min(255, 128 + 60 * colour));
      }
      images.add(new Image(SIDE, SIDE, rgb));
    }
    return images;
  }
}
