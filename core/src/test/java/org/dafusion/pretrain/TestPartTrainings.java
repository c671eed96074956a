package org.dafusion.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every part that has a place in the folder does alike. */
class TestPartTrainings {
  @TempDir private Path temporary;
  private ModelFolder folder;

  @BeforeAll
  static void useTwoThreads() {
    TorchRuntime.setThreads(2);
  }

  @AfterAll
  static void useAllThreads() {
    TorchRuntime.setThreads(Runtime.getRuntime().availableProcessors());
  }

  @BeforeEach
  void write() throws IOException {
    folder = Trainings.folder(temporary.resolve("model"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vae", "diffusion"})
  void anInterruptedTrainingEndsAtTheSameBits(String part) throws IOException {
    PretrainSettings settings =
        Trainings.settings("pretrain.vae.jitter=0.5", "pretrain.vae.hue=0.5");
    Path checkpoint = temporary.resolve("checkpoint.safetensors");
    List<Map<String, Double>> undisturbed = new ArrayList<>();
    try (PartTraining training = Trainings.begin(part, folder, settings)) {
      for (int i = 0; i < 5; i++) {
        undisturbed.add(training.advance());
        if (i == 2) {
          training.save(checkpoint);
          training.validate();
          training.preview();
        }
      }
      training.save(temporary.resolve("expected.safetensors"));
    }
    List<Map<String, Double>> rest = new ArrayList<>();
    try (PartTraining training = Trainings.begin(part, folder, settings)) {
      training.restore(checkpoint);
      assertThat(training.step()).isEqualTo(3);
      rest.add(training.advance());
      rest.add(training.advance());
      training.save(temporary.resolve("found.safetensors"));
    }

    assertThat(rest).isEqualTo(undisturbed.subList(3, 5));
    assertThat(temporary.resolve("found.safetensors"))
        .hasSameBinaryContentAs(temporary.resolve("expected.safetensors"));
  }

  @ParameterizedTest
  @CsvSource({"vae, psnr", "diffusion, loss"})
  void itLearnsWhatIsToBeLearned(String part, String measure) {
    PretrainSettings settings =
        Trainings.settings(
            "pretrain.vae.ema-decay=0.8",
            "pretrain.vae.learning-rate=0.005",
            "pretrain.diffusion.ema-decay=0.8",
            "pretrain.diffusion.learning-rate=0.005");
    try (PartTraining training = Trainings.begin(part, folder, settings)) {
      double before = training.validate().get(measure);
      for (int i = 0; i < 40; i++) {
        training.advance();
      }
      double after = training.validate().get(measure);

      if (part.equals("vae")) {
        assertThat(after).isGreaterThan(before + 3);
      } else {
        assertThat(after).isLessThan(0.8 * before);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"vae, fp16, F16", "diffusion, fp32, F32"})
  void theFinishedFolderLoadsAndOtherComponentsStayAsTheyWere(
      String part, String storedType, SafetensorsType type) throws IOException {
    PretrainSettings settings = Trainings.settings("pretrain.stored-type=" + storedType);
    Path unet = folder.path("unet").resolve("diffusion_pytorch_model.safetensors");
    Path vae = folder.path("vae").resolve("diffusion_pytorch_model.safetensors");
    byte[] unetBefore = Files.readAllBytes(unet);
    byte[] vaeBefore = Files.readAllBytes(vae);
    try (PartTraining training = Trainings.begin(part, folder, settings)) {
      training.advance();
      training.finish(folder.path());
    }

    StableDiffusion.load(folder, Precision.FP32, Device.cpu(), false).close();
    assertThat(Arrays.equals(Files.readAllBytes(unet), unetBefore)).isEqualTo(part.equals("vae"));
    assertThat(Arrays.equals(Files.readAllBytes(vae), vaeBefore)).isNotEqualTo(part.equals("vae"));
    try (SafetensorsReader reader = SafetensorsReader.open(part.equals("vae") ? vae : unet)) {
      assertThat(reader.tensors().values()).allMatch(tensor -> tensor.type() == type);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vae", "diffusion"})
  void aCheckpointOfAnotherTrainingIsRefused(String part) throws IOException {
    String otherPart = part.equals("vae") ? "diffusion" : "vae";
    Path checkpoint = temporary.resolve("checkpoint.safetensors");
    try (PartTraining training = Trainings.begin(otherPart, folder, Trainings.settings())) {
      training.save(checkpoint);
    }
    try (PartTraining training = Trainings.begin(part, folder, Trainings.settings())) {
      assertThatThrownBy(() -> training.restore(checkpoint))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage(
              "Cannot go on from %s because it is of another training: dafusion.part must be %s, found %s",
              checkpoint, part, otherPart);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vae", "diffusion"})
  void stepsThatAreNoNumbersMoveNothing(String part) throws IOException {
    PretrainSettings settings =
        Trainings.settings(
            "pretrain.vae.learning-rate=1e30",
            "pretrain.diffusion.learning-rate=1e30",
            "pretrain.vae.warmup=0",
            "pretrain.diffusion.warmup=0");
    Path before = temporary.resolve("before.safetensors");
    Path after = temporary.resolve("after.safetensors");
    try (PartTraining training = Trainings.begin(part, folder, settings)) {
      training.advance();

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 2; i++) {
                  training.save(before);
                  training.advance();
                }
              })
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageStartingWith("The training of " + part + " diverged: ");
      training.save(after);
      assertThat(after).hasSameBinaryContentAs(before);
    }
  }
}
