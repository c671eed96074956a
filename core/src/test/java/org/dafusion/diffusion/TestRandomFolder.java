package org.dafusion.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dafusion.data.DrawnImages;
import org.dafusion.diffusion.EditResult.Edited;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.schedule.SchedulerKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRandomFolder {
  @TempDir private Path temporary;
  private Path path;

  @BeforeEach
  void write() throws IOException {
    path = temporary.resolve("model");
    RandomFolder.write(path, 7);
  }

  @Test
  void equalSeedsWriteEqualBytes() throws IOException {
    RandomFolder.write(temporary.resolve("same"), 7);
    RandomFolder.write(temporary.resolve("other"), 8);

    String digest = ModelFolder.open(path).digest();
    assertThat(ModelFolder.open(temporary.resolve("same")).digest()).isEqualTo(digest);
    assertThat(ModelFolder.open(temporary.resolve("other")).digest()).isNotEqualTo(digest);
    RandomFolder.write(temporary.resolve("other"), 7);
    assertThat(ModelFolder.open(temporary.resolve("other")).digest()).isEqualTo(digest);
  }

  @Test
  void isAFolderInTheOrdinaryLayoutAndSmall() throws IOException {
    ModelFolder folder = ModelFolder.open(path);

    assertThat(folder.components())
        .containsExactly(
            "feature_extractor",
            "safety_checker",
            "scheduler",
            "text_encoder",
            "tokenizer",
            "unet",
            "vae");
    try (Stream<Path> files = Files.walk(path)) {
      long bytes =
          files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      assertThat(bytes).isBetween(1_000_000L, 10_000_000L);
    }
  }

  @Test
  void theEmbeddingTableFitsTheVocabulary() throws IOException {
    int tokens =
        JsonParser.parseString(Files.readString(path.resolve("tokenizer/vocab.json")))
            .getAsJsonObject()
            .size();

    assertThat(ModelFolder.open(path).config("text_encoder").getInt("vocab_size"))
        .isEqualTo(tokens);
  }

  @Test
  void tensorsAreNamedAsInThePublishedFiles() {
    try (Weights weights = ModelFolder.open(path).weights("vae")) {
      assertThat(weights.names())
          .contains("encoder.mid_block.attentions.0.query.weight")
          .doesNotContain("encoder.mid_block.attentions.0.to_q.weight");
    }
  }

  @Test
  void editsPicturesWithoutFlaggingAny() throws Exception {
    List<Image> pictures = drawnPictures();
    EditSettings settings =
        new EditSettings(SchedulerKind.DPM_SOLVER_PLUS_PLUS, 10, 2, 64, 64, MaskBlend.NEXT);
    List<EditRequest> requests = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      double strength = 0.25 * (1 + i % 4);
      requests.add(
          new EditRequest(
              "p" + i, "s" + i, pictures.get(i), "a photo", "", strength, 7.5, i, null));
    }

    List<EditResult> results = new ArrayList<>();
    try (StableDiffusion model =
        StableDiffusion.load(ModelFolder.open(path), Precision.FP32, Device.cpu(), true)) {
      Iterator<EditResult> edited =
          new ImageToImage(model, settings, LearnedTokens.NONE).edit(requests.iterator());
      edited.forEachRemaining(results::add);
    }

    assertThat(results).hasSize(pictures.size()).allMatch(Edited.class::isInstance);
    assertThat(results)
        .extracting(result -> levels(((Edited) result).image()))
        .allMatch(levels -> levels > 50);
  }

  private List<Image> drawnPictures() throws Exception {
    new DrawnImages(1, 1, 64, 0).write(temporary.resolve("drawn"));
    List<Image> pictures = new ArrayList<>();
    try (Stream<Path> files = Files.walk(temporary.resolve("drawn"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        pictures.add(new ImageDecoder(1 << 20).decode(Files.readAllBytes(file)));
      }
    }
    return pictures;
  }

  /** Different values of samples: few where a picture is one colour or all black and white. */
  private static long levels(Image image) {
    byte[] rgb = image.rgb();
    return IntStream.range(0, rgb.length).map(i -> rgb[i]).distinct().count();
  }
}
