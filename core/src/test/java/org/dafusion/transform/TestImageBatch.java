package org.dafusion.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.image.CenterCrop;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.image.UndecodableImageException;
import org.junit.jupiter.api.Test;

class TestImageBatch {
  private static final Map<String, String> PICTURES =
      Map.of("pre0", "pre0_300x231", "pre1", "pre1_200x320", "pre2", "pre2_640x480");

  @Test
  void squashedPictureIsNormalisedAsByTorchvision() throws Exception {
    try (GoldenCase golden = GoldenCase.full("vision/preprocess");
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      for (String name : PICTURES.keySet()) {
        Image square = new EvaluationTransform(256).apply(picture(name), 0);
        NDArray pixels = pixels(scope, square, Normalisation.HALF);
        golden.assertClose(
            "out." + name + ".tensor_256x256_mean05", pixels.get(":, ::2, ::2"), 1e-6);
      }
    }
  }

  @Test
  void croppedPictureIsNormalisedAsByTorchvision() throws Exception {
    try (GoldenCase golden = GoldenCase.full("vision/preprocess");
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      for (String name : PICTURES.keySet()) {
        Image resized = Resize.shorterSideTo(picture(name), 256, Resample.BILINEAR);
        Image cropped = CenterCrop.of(resized, 224, 224);
        NDArray pixels = pixels(scope, cropped, Normalisation.IMAGENET);
        // all of the first picture is recorded, every fourth row and column of the others
        NDArray recorded = name.equals("pre0") ? pixels : pixels.get(":, ::4, ::4");
        golden.assertClose("out." + name + ".tensor_imagenet", recorded, 1e-6);
      }
    }
  }

  @Test
  void emptyRowsAreZeroAndHaveNoLabel() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      List<Image> images = List.of(grey(255), grey(0));
      ImageBatch batch = ImageBatch.of(scope, images, List.of(4, 2), Normalisation.HALF, 3);

      assertThat(batch.pixels().getShape()).isEqualTo(new Shape(3, 3, 2, 2));
      assertThat(batch.labels()).containsExactly(4, 2);
      assertThat(batch.size()).isEqualTo(2);
      float[] values = batch.pixels().toFloatArray();
      assertThat(Arrays.copyOfRange(values, 0, 12)).containsOnly(1f);
      assertThat(Arrays.copyOfRange(values, 12, 24)).containsOnly(-1f);
      assertThat(Arrays.copyOfRange(values, 24, 36)).containsOnly(0f);
    }
  }

  @Test
  void batchWithTooManyPicturesOrMixedSizesIsRefused() {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      List<Image> two = List.of(grey(1), grey(2));
      assertThatThrownBy(() -> ImageBatch.of(scope, two, List.of(0, 0), Normalisation.HALF, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid batch: must hold 1 to 1 pictures with a label each, found 2 with 2 labels");
      List<Image> mixed = List.of(grey(1), new Image(1, 1, new byte[3]));
      assertThatThrownBy(() -> ImageBatch.of(scope, mixed, List.of(0, 0), Normalisation.HALF, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "must hold pictures of one size, found Image 2 x 2 and Image 1 x 1");
    }
  }

  private static NDArray pixels(NDManager scope, Image image, Normalisation normalisation) {
    return ImageBatch.of(scope, List.of(image), List.of(0), normalisation, 1).pixels().get(0);
  }

  private static Image grey(int level) {
    byte[] rgb = new byte[2 * 2 * Image.CHANNELS];
    Arrays.fill(rgb, (byte) level);
    return new Image(2, 2, rgb);
  }

  private static Image picture(String name) throws IOException, UndecodableImageException {
    byte[] file =
        Files.readAllBytes(GoldenData.full("vision/images/" + PICTURES.get(name) + ".png"));
    return new ImageDecoder(1_000_000).decode(file);
  }
}
