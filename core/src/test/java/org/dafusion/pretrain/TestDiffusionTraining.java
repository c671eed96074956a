package org.dafusion.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.random.GaussianNoise;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDiffusionTraining {
  @TempDir private Path temporary;
  private ModelFolder folder;

  @BeforeEach
  void write() throws IOException {
    folder = Trainings.folder(temporary.resolve("model"));
  }

  @Test
  void gradientsOfBothNetworksAreTheSlopeOfTheLoss() {
    try (StableDiffusion model =
        StableDiffusion.load(folder, Precision.FP32, Device.cpu(), false)) {
      LatentSize size = model.vae().latentSize(Trainings.SIDE, Trainings.SIDE);
      DiffusionPass pass = new DiffusionPass(model, size);
      List<NoisyRow> rows = new ArrayList<>();
      List<String> captions = List.of("left", "right", "left", "", "left");
      for (int i = 0; i < captions.size(); i++) {
        float[] clean = GaussianNoise.of(i, size.count());
        float[] noise = GaussianNoise.of(100 + i, size.count());
        rows.add(NoisyRow.of(model.noiseSchedule(), clean, noise, 200 * i, captions.get(i)));
      }
      List<NDArray> unet = List.copyOf(model.noisePredictor().model().parameters().values());
      List<NDArray> text = List.copyOf(model.textEncoder().model().parameters().values());
      // behind weights of zero nothing would arrive
      unet.forEach(TestDiffusionTraining::shift);
      unet.forEach(weight -> weight.setRequiresGradient(true));
      text.forEach(weight -> weight.setRequiresGradient(true));

      double loss = pass.addGradients(rows);

      assertThat(loss).isCloseTo(pass.loss(rows), within(1e-5));
      SlopeCheck.check(unet, () -> pass.loss(rows), 0.02);
      SlopeCheck.check(text, () -> pass.loss(rows), 0.02);
    }
  }

  private static void shift(NDArray weight) {
    int count = (int) weight.size();
    weight.addi(
        weight.getManager().create(GaussianNoise.of(count, count), weight.getShape()).mul(0.1));
  }

  @Test
  void aTextEncoderThatIsNotTrainedStaysAsItWas() throws IOException {
    PretrainSettings settings = Trainings.settings("pretrain.diffusion.train-text-encoder=false");
    Path text = InitialWeights.weightsFile(folder.path("text_encoder"));
    byte[] before = Files.readAllBytes(text);
    try (PartTraining training = Trainings.begin("diffusion", folder, settings)) {
      training.advance();
      training.finish(folder.path());
    }
    assertThat(Files.readAllBytes(text)).isEqualTo(before);
  }

  @Test
  void imagesWithoutCaptionsHaveTheDefaultOne() {
    TrainingImages named = Trainings.images(10, 0);
    double left = firstLoss(renamed(named, "left"), "");
    double none = firstLoss(renamed(named, null), "left");
    double other = firstLoss(renamed(named, null), "right");

    assertThat(none).isEqualTo(left).isNotEqualTo(other);
  }

  private double firstLoss(TrainingImages images, String defaultCaption) {
    PretrainSettings settings =
        Trainings.settings("pretrain.diffusion.default-caption=" + defaultCaption);
    try (PartTraining training = DiffusionTraining.begin(folder, settings, images, Device.cpu())) {
      training.advance();
      training.advance();
      return training.advance().get("gradient");
    }
  }

  private static TrainingImages renamed(TrainingImages images, String caption) {
    List<TrainingImage> train =
        images.train().stream()
            .map(image -> new TrainingImage(image.image(), caption, image.label()))
            .toList();
    return new TrainingImages(train, List.of(), "run");
  }

  @Test
  void aPreviewHasARowForEachPrompt() {
    PretrainSettings settings =
        Trainings.settings("pretrain.diffusion.preview.prompts=[left, right, somewhere]");
    try (PartTraining training = Trainings.begin("diffusion", folder, settings)) {
      assertThat(training.preview().height()).isGreaterThan(3 * 96).isLessThan(4 * 120);
      assertThat(training.preview()).isEqualTo(training.preview());
      var before = training.preview();
      training.advance();
      training.advance();
      assertThat(training.preview()).isNotEqualTo(before);
    }
  }
}
