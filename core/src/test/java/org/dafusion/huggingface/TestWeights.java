package org.dafusion.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestWeights {
  @TempDir Path folder;

  @Test
  void singleFileIsReadByName() throws IOException {
    Path file = ModelFiles.weights(folder.resolve("model.safetensors"), 2.5f, "a", "b");

    try (Weights weights = Weights.open(file)) {
      assertThat(weights.names()).containsExactly("a", "b");
      assertThat(weights.has("b")).isTrue();
      assertThat(weights.has("c")).isFalse();
      assertThat(weights.floats("b")).containsExactly(2.5f);
      assertThat(weights.read("a").getFloat()).isEqualTo(2.5f);
      assertThat(weights.type("a")).isEqualTo(SafetensorsType.F32);
      assertThat(weights.parameterCount()).isEqualTo(2);
      assertThat(weights.files()).containsExactly(file);
      assertThat(weights.describe()).isEqualTo(file.toString());
    }
  }

  @Test
  void shardsAreReadAsOne() throws IOException {
    Path first =
        ModelFiles.weights(folder.resolve("model-00001-of-00002.safetensors"), 1, "a", "b");
    Path second = ModelFiles.weights(folder.resolve("model-00002-of-00002.safetensors"), 2, "c");
    Path index =
        index(
            "\"c\":\"model-00002-of-00002.safetensors\","
                + "\"a\":\"model-00001-of-00002.safetensors\","
                + "\"b\":\"model-00001-of-00002.safetensors\"");

    try (Weights weights = Weights.open(index)) {
      assertThat(weights.names()).containsExactlyInAnyOrder("a", "b", "c");
      assertThat(weights.floats("a")).containsExactly(1);
      assertThat(weights.floats("c")).containsExactly(2);
      assertThat(weights.readWidened("c").getFloat()).isEqualTo(2);
      assertThat(weights.files()).containsExactlyInAnyOrder(first, second);
      assertThat(weights.describe()).isEqualTo(index.toString());
    }
  }

  @Test
  void missingNameIsToldWithTheFile() throws IOException {
    Path file = ModelFiles.weights(folder.resolve("model.safetensors"), 0, "a", "b");

    try (Weights weights = Weights.open(file)) {
      assertThatThrownBy(() -> weights.info("conv_in.bias"))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage(
              "Cannot read tensor conv_in.bias because "
                  + file
                  + " does not have it (it has 2 others)");
    }
  }

  @Test
  void missingShardIsNamed() throws IOException {
    ModelFiles.weights(folder.resolve("model-00001-of-00002.safetensors"), 1, "a");
    Path index =
        index(
            "\"a\":\"model-00001-of-00002.safetensors\","
                + "\"b\":\"model-00002-of-00002.safetensors\"");

    assertRefused(
        index,
        "Cannot read "
            + index
            + " because the shard model-00002-of-00002.safetensors that it names is missing");
  }

  @Test
  void nameThatItsShardLacksIsTold() throws IOException {
    Path shard = ModelFiles.weights(folder.resolve("model-00001-of-00001.safetensors"), 1, "a");
    Path index =
        index(
            "\"a\":\"model-00001-of-00001.safetensors\","
                + "\"b\":\"model-00001-of-00001.safetensors\"");

    assertRefused(
        index, "Cannot read tensor b because " + shard + " does not have it (it has 1 others)");
  }

  @Test
  void indexMustNotLeadOutOfItsFolder() throws IOException {
    Path index = index("\"a\":\"../other.safetensors\"");

    assertRefused(
        index,
        "Cannot read "
            + index
            + " because it names the shard ../other.safetensors, not a file beside it");
  }

  @Test
  void indexMustNotNamePickles() throws IOException {
    assertThatThrownBy(() -> Weights.open(index("\"a\":\"pytorch_model-00001-of-00001.bin\"")))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("pytorch_model-00001-of-00001.bin because it is a pickle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "", "{\"weight_map\":{}}"})
  void emptyIndexIsRefused(String json) throws IOException {
    Path index = ModelFiles.text(folder.resolve("model.safetensors.index.json"), json);

    assertRefused(index, "Cannot read " + index + " because it has no entries under weight_map");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"weight_map\":3}", "nonsense", "{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}}"})
  void indexThatIsNotTheJsonExpectedIsRefused(String json) throws IOException {
    Path index = ModelFiles.text(folder.resolve("model.safetensors.index.json"), json);

    assertThatThrownBy(() -> Weights.open(index))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Cannot read " + index + " because ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pytorch_model.bin", "resnet50.pth", "learned.pt"})
  void picklesAreRefusedWithTheWayOut(String name) throws IOException {
    Path file = Files.write(folder.resolve(name), new byte[100]);

    assertRefused(
        file,
        "Cannot read "
            + file
            + " because it is a pickle, which can run any code when it is read. Convert it once to"
            + " safetensors, in Python: from_pretrained(\"…\").save_pretrained(\"…\","
            + " safe_serialization=True) of diffusers or transformers, or"
            + " safetensors.torch.save_file for a plain state dictionary");
  }

  private Path index(String weightMap) throws IOException {
    return ModelFiles.text(
        folder.resolve("model.safetensors.index.json"),
        "{\"metadata\":{\"total_size\":12},\"weight_map\":{" + weightMap + "}}");
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> Weights.open(file))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage(message);
  }
}
