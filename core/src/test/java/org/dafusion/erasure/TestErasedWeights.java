package org.dafusion.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dafusion.bench.SmallFolder;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.SpareWeights;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.SafetensorsType;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.huggingface.Weights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestErasedWeights {
  private static final ErasedConcept DOG = new ErasedConcept("dog", List.of("dog"));

  @TempDir private Path folder;
  private Path small;

  @BeforeEach
  void write() throws IOException {
    small = SmallFolder.write(folder.resolve("model"));
  }

  @ParameterizedTest
  @CsvSource({"FP32, fp32", "BF16, fp32", "BF16, bf16", "FP32, bf16"})
  void takingThemOffRestoresEveryBit(Precision precision, String stored) throws IOException {
    Path file = erased("erase.stored-type=" + stored);
    try (CompiledModel unet = unet(precision);
        ErasedWeights erased = ErasedWeights.open(file)) {
      Map<String, float[]> before = values(unet);
      try (ErasedWeights.Applied applied = erased.applyTo(unet, "digest")) {
        Map<String, float[]> within = values(unet);
        assertThat(within.keySet().stream().filter(key -> !same(within, before, key)))
            .isNotEmpty()
            .allMatch(erased.keys()::contains);
      }
      assertThat(values(unet).keySet()).allMatch(key -> same(values(unet), before, key));
      // and on again
      ErasedWeights.Applied again = erased.applyTo(unet, "digest");
      again.close();
      again.close();
      assertThat(values(unet).keySet()).allMatch(key -> same(values(unet), before, key));
    }
  }

  @Test
  void in32BitsTheTrainedWeightsComeBackExactly() throws IOException {
    Path file = folder.resolve("erased.safetensors");
    Map<String, float[]> trained = new TreeMap<>();
    try (StableDiffusion model = load();
        ConceptErasure erasure = ConceptErasure.begin(model, "digest", Erasures.small(), DOG)) {
      erasure.run(new NoObserver());
      erasure.write(file);
      erasure.unet().weights().forEach((key, w) -> trained.put(key, w.toFloatArray()));
    }
    try (CompiledModel unet = unet(Precision.FP32);
        ErasedWeights erased = ErasedWeights.open(file);
        ErasedWeights.Applied applied = erased.applyTo(unet, "digest")) {
      trained.forEach(
          (key, values) ->
              assertThat(unet.parameter(key).toFloatArray()).as(key).containsExactly(values));
      assertThat(erased.metadata())
          .containsEntry("dafusion.model", "digest")
          .containsEntry("dafusion.concept", "dog")
          .containsEntry("dafusion.iterations", "4")
          .containsEntry("dafusion.learning-rate", "1.0E-5");
    }
  }

  @Test
  void aBf16UnetGetsTheSameWeightsFromEitherType() throws IOException {
    Path wide = Files.move(erased(), folder.resolve("wide.safetensors"));
    Path half = erased("erase.stored-type=bf16");
    assertThat(Files.size(half)).isLessThan(Files.size(wide));
    try (CompiledModel unet = unet(Precision.BF16);
        ErasedWeights wideWeights = ErasedWeights.open(wide);
        ErasedWeights halfWeights = ErasedWeights.open(half)) {
      Map<String, float[]> fromWide;
      try (ErasedWeights.Applied applied = wideWeights.applyTo(unet, "digest")) {
        fromWide = values(unet);
      }
      try (ErasedWeights.Applied applied = halfWeights.applyTo(unet, "digest")) {
        Map<String, float[]> fromHalf = values(unet);
        assertThat(fromHalf.keySet()).allMatch(key -> same(fromHalf, fromWide, key));
      }
    }
  }

  @Test
  void anotherModelIsRefusedAndBothAreNamed() throws IOException {
    Path file = erased();
    try (CompiledModel unet = unet(Precision.FP32);
        ErasedWeights erased = ErasedWeights.open(file)) {
      assertThatThrownBy(() -> erased.applyTo(unet, "another"))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage(
              "Cannot apply %s because it was trained on the model digest, found the model another"
                  .formatted(file));
    }
  }

  @Test
  void weightsThatTheUnetLacksAreRefused() throws IOException {
    Path unknown = write(TensorData.of("attn9.weight", new float[] {1}, 1));
    Path misshapen = write(TensorData.of("conv_out.bias", new float[] {1}, 1));
    Path whole = write(TensorData.of("conv_out.bias", new long[] {1, 2, 3, 4}, 4));
    try (CompiledModel unet = unet(Precision.FP32)) {
      assertThatThrownBy(() -> apply(unknown, unet))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage("Cannot apply %s because the UNet has no weight attn9.weight", unknown);
      assertThatThrownBy(() -> apply(misshapen, unet))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage(
              "Cannot apply %s because tensor conv_out.bias has shape (1), expected (4)",
              misshapen);
      assertThatThrownBy(() -> apply(whole, unet))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage(
              "Cannot apply %s because tensor conv_out.bias must be F32, BF16 or F16, found I64",
              whole);
    }
  }

  @Test
  void aFileFromElsewhereIsTakenForAnyModelWithItsKeys() throws IOException {
    float[] values = {1, 2, 3, 4};
    Path file = write(TensorData.of("conv_out.bias", SafetensorsType.BF16, () -> values, 4));
    try (CompiledModel unet = unet(Precision.FP32);
        ErasedWeights erased = ErasedWeights.open(file);
        ErasedWeights.Applied applied = erased.applyTo(unet, "any")) {
      assertThat(unet.parameter("conv_out.bias").toFloatArray()).containsExactly(values);
    }
  }

  @Test
  void newValuesThatCannotBeTakenOffStayWhole() throws IOException {
    Path file =
        write(
            TensorData.of("conv_in.bias", new float[16], 16),
            TensorData.of("conv_out.bias", new float[] {1, 2, 3, 4}, 4));
    try (CompiledModel unet = unet(Precision.FP32);
        ErasedWeights erased = ErasedWeights.open(file)) {
      ErasedWeights.Applied applied = erased.applyTo(unet, "any");
      unet.parameter("conv_out.bias").close();

      assertThatThrownBy(applied::close).isInstanceOf(IllegalStateException.class);
      assertThat(unet.parameter("conv_in.bias").toFloatArray()).containsOnly(0);
      // not given up: it would be tried again
      assertThatThrownBy(applied::close).isInstanceOf(IllegalStateException.class);
      applied.abandon();
      applied.close();
    }
  }

  @Test
  void checkpointsOfUpstreamAreRefusedWithTheWayOut() {
    Path upstream = folder.resolve("diffusers-word_dog-method_full.pt");

    assertThatThrownBy(() -> ErasedWeights.open(upstream))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("because it is a pickle")
        .hasMessageContaining("safetensors.torch.save_file for a plain state dictionary");
  }

  private void apply(Path file, CompiledModel unet) {
    try (ErasedWeights erased = ErasedWeights.open(file)) {
      erased.applyTo(unet, "digest").close();
    }
  }

  private Path write(TensorData... tensors) throws IOException {
    Path file = Files.createTempFile(folder, "foreign", ".safetensors");
    SafetensorsWriter.write(file, List.of(tensors), Map.of());
    return file;
  }

  private Path erased(String... overrides) throws IOException {
    Path file = folder.resolve("erased.safetensors");
    try (StableDiffusion model = load();
        ConceptErasure erasure = ConceptErasure.begin(model, "digest", settings(overrides), DOG)) {
      erasure.run(new NoObserver());
      erasure.write(file);
    }
    return file;
  }

  /** A rate at which weights in bf16 move too. */
  private static ErasureSettings settings(String... overrides) {
    String[] all = Arrays.copyOf(overrides, overrides.length + 2);
    all[overrides.length] = "erase.preset-defaults.learning-rate=0.01";
    all[overrides.length + 1] = "erase.preset-defaults.iterations=2";
    return Erasures.small(all);
  }

  private StableDiffusion load() {
    return StableDiffusion.load(ModelFolder.open(small), Precision.FP32, Device.cpu(), false);
  }

  private CompiledModel unet(Precision precision) {
    try (Weights weights = ModelFolder.open(small).weights("unet")) {
      return new ModelCompiler(Device.cpu(), precision).compile(SmallFolder.unet(), weights);
    }
  }

  /** All weights, exactly, in any precision. */
  private static Map<String, float[]> values(CompiledModel unet) {
    Map<String, float[]> values = new TreeMap<>();
    try (SpareWeights copy = SpareWeights.copyOf(unet, unet.parameters().keySet())) {
      copy.keys().forEach(key -> values.put(key, copy.values(key)));
    }
    return values;
  }

  private static boolean same(Map<String, float[]> a, Map<String, float[]> b, String key) {
    return Arrays.equals(a.get(key), b.get(key));
  }

  private static final class NoObserver implements ErasureObserver {
    @Override
    public void stepped(int iterations, double loss) {}

    @Override
    public void checkpointDue(ConceptErasure erasure) {}
  }
}
