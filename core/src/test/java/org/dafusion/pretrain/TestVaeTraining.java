package org.dafusion.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.diffusion.Posterior;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.image.Image;
import org.dafusion.model.ResNet;
import org.dafusion.random.GaussianNoise;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestVaeTraining {
  private static final int LATENTS = 4 * (Trainings.SIDE / 2) * (Trainings.SIDE / 2);

  @TempDir private Path temporary;
  private ModelFolder folder;

  @BeforeEach
  void write() throws IOException {
    folder = Trainings.folder(temporary.resolve("model"));
  }

  @Test
  void gradientsAreTheSlopeOfTheLoss() {
    // of squares alone, which have a slope everywhere
    PretrainSettings settings =
        Trainings.settings(
            "pretrain.vae.l1-weight=0", "pretrain.vae.l2-weight=2", "pretrain.vae.kl-weight=0.1");
    TrainingImages images = Trainings.images(4, 0);
    try (VaeTraining training = VaeTraining.begin(folder, settings, images, Device.cpu())) {
      List<VaeTraining.Row> rows = rows(images);
      Map<String, Double> losses = training.gradients(rows, rows.size());
      assertThat(losses.get("loss"))
          .isCloseTo(2 * losses.get("l2") + 0.1 * losses.get("kl"), within(1e-5));

      List<NDArray> weights = List.copyOf(training.network().parameters().values());
      SlopeCheck.check(weights, () -> training.gradients(rows, rows.size()).get("loss"), 0.02);
    }
  }

  @Test
  void thePerceptualDistanceIsAPartOfTheLoss() throws IOException {
    Path network = temporary.resolve("resnet.safetensors");
    ResNet definition = new ResNet(ResNet.Block.BASIC, List.of(1, 1, 1, 1), 4, 4, 2);
    SafetensorsWriter.write(network, InitialBackbone.of(definition, 3), Map.of());
    PretrainSettings settings =
        Trainings.settings(
            "pretrain.vae.l1-weight=0",
            "pretrain.vae.l2-weight=1e-9",
            "pretrain.vae.kl-weight=0",
            "pretrain.vae.perceptual-weight=0.5",
            "pretrain.vae.perceptual-network=" + network);
    TrainingImages images = Trainings.images(4, 0);
    try (VaeTraining training = VaeTraining.begin(folder, settings, images, Device.cpu())) {
      List<VaeTraining.Row> rows = rows(images);
      Map<String, Double> losses = training.gradients(rows, rows.size());
      assertThat(losses.get("perceptual")).isPositive();
      assertThat(losses.get("loss")).isCloseTo(0.5 * losses.get("perceptual"), within(1e-5));
      NDArray bias = training.network().parameter("decoder.conv_out.bias");
      assertThat(Gradients.of(bias).abs().max().getFloat()).isPositive();
    }
  }

  @Test
  void aPerceptualWeightWithoutANetworkIsRefused() {
    assertThatThrownBy(() -> Trainings.settings("pretrain.vae.perceptual-weight=0.5"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("perceptual-network")
        .hasMessageContaining("must name a safetensors file where perceptual-weight is above 0");
  }

  @Test
  void halvesOfABatchAddUpToTheWhole() {
    PretrainSettings settings = Trainings.settings();
    TrainingImages images = Trainings.images(3, 0);
    try (VaeTraining training = VaeTraining.begin(folder, settings, images, Device.cpu())) {
      List<VaeTraining.Row> rows = rows(images);
      Map<String, Double> whole = training.gradients(rows, 3);
      NDArray bias = training.network().parameter("encoder.conv_in.bias");
      float[] expected = Gradients.of(bias).toFloatArray();
      training.network().parameters().values().forEach(Gradients::clear);
      Map<String, Double> first = training.gradients(rows.subList(0, 2), 3);
      Map<String, Double> second = training.gradients(rows.subList(2, 3), 3);

      whole.forEach(
          (name, loss) ->
              assertThat(first.get(name) + second.get(name)).isCloseTo(loss, within(1e-5)));
      assertThat(Gradients.of(bias).toFloatArray()).containsExactly(expected, within(1e-5f));
    }
  }

  @Test
  void theScalingFactorMakesLatentsOfUnitDeviation() throws IOException {
    TrainingImages images = Trainings.images(10, 0);
    try (VaeTraining training =
        VaeTraining.begin(folder, Trainings.settings(), images, Device.cpu())) {
      training.advance();
      training.finish(folder.path());
    }
    double sum = 0;
    double squares = 0;
    try (StableDiffusion model =
        StableDiffusion.load(folder, Precision.FP32, Device.cpu(), false)) {
      for (int i = 0; i < 10; i++) {
        Posterior posterior = model.vae().encode(images.train().get(i).image());
        for (float latent :
            posterior.sample(GaussianNoise.of(i, LATENTS), model.vae().scalingFactor())) {
          sum += latent;
          squares += latent * latent;
        }
      }
    }
    double mean = sum / (10 * LATENTS);
    assertThat(Math.sqrt(squares / (10 * LATENTS) - mean * mean)).isCloseTo(1, within(0.05));
  }

  /** Images come sorted by class, and none of the classes may be left out. */
  @Test
  void theScalingFactorIsThatOfImagesFromAllOverTheTraining() throws IOException {
    TrainingImage dull = Trainings.images(1, 0).train().get(0);
    byte[] checks = new byte[Trainings.SIDE * Trainings.SIDE * Image.CHANNELS];
    for (int i = 0; i < checks.length; i++) {
      checks[i] = (byte) (i / Image.CHANNELS % 2 == 0 ? 255 : 0);
    }
    TrainingImage bright =
        new TrainingImage(new Image(Trainings.SIDE, Trainings.SIDE, checks), "checks", 1);

    double dullFirst = scalingFactor(Collections.nCopies(2048, dull), bright);
    double brightFirst = scalingFactor(Collections.nCopies(2048, bright), dull);

    assertThat(brightFirst / dullFirst).isCloseTo(1, within(1e-3));
    assertThat(scalingFactor(List.of(bright), bright)).isNotCloseTo(dullFirst, within(0.01));
  }

  /** Of images of one kind, and as many of another after them. */
  private double scalingFactor(List<TrainingImage> first, TrainingImage other) throws IOException {
    List<TrainingImage> all = new ArrayList<>(first);
    all.addAll(Collections.nCopies(first.size(), other));
    TrainingImages images = new TrainingImages(all, List.of(), "run");
    PretrainSettings settings =
        Trainings.settings("pretrain.vae.batch=64", "pretrain.stored-type=fp32");
    try (VaeTraining training = VaeTraining.begin(folder, settings, images, Device.cpu())) {
      training.finish(folder.path());
    }
    return ModelFolder.open(folder.path()).config("vae").getDouble("scaling_factor");
  }

  @Test
  void aStepLeavesNoArrayWithTheNetwork() {
    try (VaeTraining training =
        VaeTraining.begin(folder, Trainings.settings(), Trainings.images(10, 2), Device.cpu())) {
      training.advance();
      training.validate();
      NDArray weight = training.network().parameter("encoder.conv_in.bias");
      int before = weight.getManager().getManagedArrays().size();

      training.advance();
      training.validate();

      assertThat(weight.getManager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void withoutImagesForValidationThereIsAPreviewAndNoMeasure() {
    try (VaeTraining training =
        VaeTraining.begin(folder, Trainings.settings(), Trainings.images(3, 0), Device.cpu())) {
      assertThat(training.validate()).isEmpty();
      assertThat(training.preview().width()).isGreaterThan(3 * 96);
    }
  }

  /** All images for training, each with its own noise. */
  private static List<VaeTraining.Row> rows(TrainingImages images) {
    List<VaeTraining.Row> rows = new ArrayList<>();
    for (TrainingImage image : images.train()) {
      rows.add(new VaeTraining.Row(image.image(), GaussianNoise.of(rows.size(), LATENTS)));
    }
    return rows;
  }
}
