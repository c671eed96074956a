package org.dafusion.pretrain;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dafusion.bench.SmallFolder;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.random.UniformDraws;

/** Trainings that a test can wait for. */
final class Trainings {
  static final int SIDE = 16;

  private Trainings() {}

  /** The block {@code pretrain} for few steps of small batches. */
  static PretrainSettings settings(String... overrides) {
    List<String> all =
        Stream.concat(
                Stream.of(
                    "pretrain.size=" + SIDE,
                    "pretrain.from=model",
                    "pretrain.vae.batch=4",
                    "pretrain.vae.warmup=2",
                    "pretrain.vae.symmetries=all",
                    "pretrain.vae.schedule=constant",
                    "pretrain.diffusion.batch=6",
                    "pretrain.diffusion.warmup=2",
                    "pretrain.diffusion.schedule=constant",
                    "pretrain.diffusion.preview.steps=2",
                    "pretrain.diffusion.preview.images=2"),
                Stream.of(overrides))
            .toList();
    return PretrainSettings.from(
        ExperimentConfig.load(ExperimentConfig.reference(), null, all, Map.of())
            .config()
            .getConfig("pretrain"));
  }

  /** A folder whose networks have random weights. */
  static ModelFolder folder(Path path) throws IOException {
    SmallFolder.write(path);
    List<String> components = List.of("unet", "vae", "text_encoder");
    for (String component : components) {
      Files.delete(InitialWeights.weightsFile(path.resolve(component)));
    }
    ModelFolder folder = ModelFolder.open(path);
    InitialWeights.complete(folder, components, 1);
    return folder;
  }

  /** Pictures that are bright on one side, which their captions name. */
  static TrainingImages images(int train, int validation) {
    return new TrainingImages(images("train", train), images("other", validation), "run");
  }

  private static List<TrainingImage> images(String part, int count) {
    List<TrainingImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      UniformDraws draws = new UniformDraws(part.hashCode() + i);
      double bright = draws.between(150, 250);
      double dark = draws.between(10, 100);
      byte[] rgb = new byte[SIDE * SIDE * Image.CHANNELS];
      for (int j = 0; j < rgb.length; j++) {
        int column = j / Image.CHANNELS % SIDE;
        boolean left = column < SIDE / 2;
        rgb[j] = (byte) (left == (i % 2 == 0) ? bright : dark);
      }
      String caption = i % 2 == 0 ? "left" : "right";
      images.add(new TrainingImage(new Image(SIDE, SIDE, rgb), caption, i % 2));
    }
    return images;
  }

  static PartTraining begin(String part, ModelFolder folder, PretrainSettings settings) {
    return part.equals("vae")
        ? VaeTraining.begin(folder, settings, images(10, 4), Device.cpu())
        : DiffusionTraining.begin(folder, settings, images(10, 4), Device.cpu());
  }
}
