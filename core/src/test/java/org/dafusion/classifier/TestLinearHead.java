package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLinearHead {
  private static final HeadDescription DESCRIPTION =
      new HeadDescription(List.of("café", "a \"b\", c"), "abc", "frozen", "imagenet", 256);

  @TempDir private Path folder;

  @Test
  void savedHeadIsReadAgainWithItsDescription() throws IOException {
    LinearHead head = LinearHead.initial(DESCRIPTION, 5, 1);
    Path file = folder.resolve("head.safetensors");
    head.save(file);

    assertThat(LinearHead.load(file)).isEqualTo(head);
    assertThat(LinearHead.load(file).description()).isEqualTo(DESCRIPTION);
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.info("fc.weight").shape()).containsExactly(2L, 5L);
      assertThat(reader.info("fc.bias").shape()).containsExactly(2L);
      assertThat(reader.metadata()).containsEntry("classes", "[\"café\",\"a \\\"b\\\", c\"]");
    }
  }

  @Test
  void whatMovedInTheBackboneLiesBesideTheHead() throws IOException {
    LinearHead head = LinearHead.initial(DESCRIPTION, 5, 1);
    Path file = folder.resolve("moved.safetensors");
    head.save(file, List.of(TensorData.of("bn1.running_mean", new float[] {1, 2}, 2)));

    assertThat(LinearHead.load(file)).isEqualTo(head);
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.floats("bn1.running_mean")).containsExactly(1, 2);
    }
    Path again = folder.resolve("again.safetensors");
    head.save(again, LinearHead.loadBackbone(file));
    assertThat(again).hasSameBinaryContentAs(file);
    assertThat(LinearHead.loadBackbone(file))
        .extracting(TensorData::name)
        .containsExactly("bn1.running_mean");
  }

  @Test
  void fileWithoutTheDescriptionIsRefused() throws IOException {
    Path file = folder.resolve("other.safetensors");
    SafetensorsWriter.write(file, List.of(TensorData.of("fc.bias", new float[2], 2)), Map.of());
    assertThatThrownBy(() -> LinearHead.load(file))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("Cannot read a head from " + file + ": must have the metadata")
        .hasMessageContaining("found []");
  }

  @Test
  void weightsForAnotherNumberOfClassesAreRefused() throws IOException {
    Path file = folder.resolve("three.safetensors");
    SafetensorsWriter.write(
        file,
        List.of(
            TensorData.of("fc.weight", new float[15], 3, 5),
            TensorData.of("fc.bias", new float[3], 3)),
        DESCRIPTION.toMetadata());
    assertThatThrownBy(() -> LinearHead.load(file))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("must have fc.weight of shape [2, width] and fc.bias of shape [2]")
        .hasMessageContaining("found [3, 5] and [3]");
  }

  @Test
  void damagedDescriptionIsRefused() throws IOException {
    Map<String, String> metadata = new HashMap<>(DESCRIPTION.toMetadata());
    metadata.put("classes", "{");
    Path file = folder.resolve("damaged.safetensors");
    SafetensorsWriter.write(file, List.of(), metadata);
    assertThatThrownBy(() -> LinearHead.load(file))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("Cannot read a head from " + file + " because its metadata");
  }
}
