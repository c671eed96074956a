package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.UndecodableImageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDrawnImages {
  @TempDir Path folder;

  @Test
  void writesAnImageFolder() throws IOException {
    new DrawnImages(3, 2, 32, 0).write(folder);

    ImageFolder dataset = ImageFolder.of(folder.toString(), listing(), 0, 0);

    assertThat(dataset.classNames())
        .isEqualTo(DrawnImages.classNames())
        .containsExactly("circle", "square", "stripes", "triangle");
    assertThat(dataset.files(Part.TRAIN)).hasSize(12);
    assertThat(dataset.files(Part.VALIDATION))
        .extracting(ImageFile::id)
        .startsWith("validation/circle/000.png", "validation/circle/001.png")
        .hasSize(8);
  }

  @Test
  void everyPictureIsDifferent() throws IOException, UndecodableImageException {
    new DrawnImages(5, 5, 32, 0).write(folder);

    Set<Image> pictures = new HashSet<>();
    for (String path : listing()) {
      pictures.add(decode(path));
    }

    assertThat(pictures).hasSize(40);
  }

  @Test
  void aPictureDependsOnlyOnItsSeedAndPlace() throws IOException, UndecodableImageException {
    new DrawnImages(1, 1, 48, 7).write(folder);
    Image alone = decode("train/triangle/000.png");

    new DrawnImages(4, 2, 48, 7).write(folder);
    assertThat(decode("train/triangle/000.png")).isEqualTo(alone);

    new DrawnImages(1, 1, 48, 8).write(folder);
    assertThat(decode("train/triangle/000.png")).isNotEqualTo(alone);
  }

  @Test
  void shapesCoverWhatTheirNamesSay() {
    assertThat(Shape.CIRCLE.covers(0, 0.99)).isTrue();
    assertThat(Shape.CIRCLE.covers(0.8, 0.8)).isFalse();
    assertThat(Shape.SQUARE.covers(0.8, 0.8)).isTrue();
    assertThat(Shape.TRIANGLE.covers(0, -0.99)).isTrue();
    assertThat(Shape.TRIANGLE.covers(0.4, -0.6)).isFalse();
    assertThat(Shape.TRIANGLE.covers(0.8, 0.45)).isTrue();
    assertThat(Shape.STRIPES.covers(5, 0.1)).isTrue();
    assertThat(Shape.STRIPES.covers(5, 0.5)).isFalse();
  }

  @Test
  void rejectsAFolderThatCouldNotBeTrainedOn() {
    assertThatThrownBy(() -> new DrawnImages(3, 0, 32, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 3 for training, 0 for validation, 32 pixels");
  }

  private Image decode(String path) throws IOException, UndecodableImageException {
    return new ImageDecoder(1_000_000).decode(Files.readAllBytes(folder.resolve(path)));
  }

  private List<String> listing() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .toList();
    }
  }
}
