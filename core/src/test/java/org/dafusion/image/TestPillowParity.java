package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.dafusion.GoldenData;
import org.dafusion.huggingface.SafetensorsReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Resizes and crops against what Pillow 9.4 made of the same pictures: every sample must be equal.
 */
class TestPillowParity {
  private static final float[] IMAGENET_MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] IMAGENET_STD = {0.229f, 0.224f, 0.225f};
  private static final float[] CLIP_MEAN = {0.48145466f, 0.4578275f, 0.40821073f};
  private static final float[] CLIP_STD = {0.26862954f, 0.26130258f, 0.27577711f};
  private static final float[] HALF = {0.5f, 0.5f, 0.5f};

  private static final TreeMap<String, Integer> LARGEST_ERRORS = new TreeMap<>();

  @AfterAll
  static void writeParityTable() throws IOException {
    Path table = Path.of("target", "parity", "image.txt");
    Files.createDirectories(table.getParent());
    List<String> lines =
        LARGEST_ERRORS.entrySet().stream()
            .map(entry -> "%s | %d | 0".formatted(entry.getKey(), entry.getValue()))
            .toList();
    Files.write(table, lines);
  }

  @ParameterizedTest
  @EnumSource(Resample.class)
  void everyFilterAtEverySize(Resample filter) throws Exception {
    Image image = picture(GoldenData.shipped("image/resize_61x47.png"));
    String prefix = "out." + filter.name().toLowerCase(Locale.ROOT) + ".";
    int cases = 0;
    try (SafetensorsReader golden = shippedResizes()) {
      for (String name : golden.tensors().keySet()) {
        if (name.startsWith(prefix)) {
          ImageSize size = sizeIn(name, prefix);
          Image resized = Resize.to(image, size.width(), size.height(), filter);
          check("Pillow resize, " + filter, resized.rgb(), golden.longs(name));
          cases++;
        }
      }
    }
    assertThat(cases).isEqualTo(6);
  }

  @Test
  void nearestOfAMask() throws Exception {
    Mask mask = recordedMask();
    String prefix = "out.mask_nearest.";
    int cases = 0;
    try (SafetensorsReader golden = shippedResizes()) {
      for (String name : golden.tensors().keySet()) {
        if (name.startsWith(prefix)) {
          ImageSize size = sizeIn(name, prefix);
          Mask resized = Resize.to(mask, size.width(), size.height(), Resample.NEAREST);
          check("Pillow resize of a mask, NEAREST", resized.values(), golden.longs(name));
          cases++;
        }
      }
    }
    assertThat(cases).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 16})
  void growthOfAMask(int window) throws Exception {
    try (SafetensorsReader golden = shippedResizes()) {
      check(
          "SciPy maximum_filter of a mask",
          recordedMask().grown(window).values(),
          golden.longs("out.mask_maxfilter.size" + window));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pre0_300x231", "pre1_200x320", "pre2_640x480"})
  void classifierPreprocessing(String file) throws Exception {
    Image image = picture(GoldenData.full("vision/images/" + file + ".png"));
    String prefix = "out." + file.substring(0, 4);
    Image resized = Resize.shorterSideTo(image, 256, Resample.BILINEAR);
    Image cropped = CenterCrop.of(resized, 224, 224);
    Image square = Resize.to(image, 256, 256, Resample.BILINEAR);
    int cropStep = file.startsWith("pre0") ? 1 : 4;
    try (SafetensorsReader golden =
        SafetensorsReader.open(GoldenData.full("vision/preprocess.safetensors"))) {
      check(
          "torchvision Resize(256)",
          everyNth(resized, 3).rgb(),
          golden.longs(prefix + ".resized256_u8"));
      check(
          "torchvision Resize(256), CenterCrop(224)",
          everyNth(cropped, cropStep).rgb(),
          samples(golden.floats(prefix + ".tensor_imagenet"), 0, IMAGENET_MEAN, IMAGENET_STD));
      check(
          "torchvision Resize((256, 256))",
          everyNth(square, 2).rgb(),
          samples(golden.floats(prefix + ".tensor_256x256_mean05"), 0, HALF, HALF));
    }
  }

  @Test
  void safetyCheckerPreprocessing() throws Exception {
    try (SafetensorsReader golden =
        SafetensorsReader.open(GoldenData.full("sd/safety_checker.safetensors"))) {
      float[] pixels = golden.floats("out.pixel_values_first_and_5th");
      int recorded = 0;
      for (int number : new int[] {0, 4}) {
        Image image = picture(golden, "in.image" + number + "_u8_hwc");
        Image resized = Resize.shorterSideTo(image, 224, Resample.BICUBIC);
        check(
            "transformers CLIP resize and crop to 224",
            CenterCrop.roundingDown(resized, 224, 224).rgb(),
            samples(pixels, recorded * 3 * 224 * 224, 224 * 224, CLIP_MEAN, CLIP_STD));
        recorded++;
      }
    }
  }

  @Test
  void imageToImagePreprocessing() throws Exception {
    try (SafetensorsReader golden =
        SafetensorsReader.open(GoldenData.full("sd/img2img_oddsize_negprompt.safetensors"))) {
      Image image = picture(golden, "in.image_u8_hwc");
      Image resized =
          Resize.to(image, image.width() / 8 * 8, image.height() / 8 * 8, Resample.LANCZOS);
      check(
          "diffusers image-to-image, Lanczos to multiples of 8",
          resized.rgb(),
          samples(golden.floats("out.preprocessed"), 0, HALF, HALF));
    }
  }

  private static void check(String name, byte[] found, long[] expected) {
    assertThat(found).as(name).hasSize(expected.length);
    int largest = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs((found[i] & 0xff) - (int) expected[i]));
    }
    LARGEST_ERRORS.merge(name, largest, Math::max);
    assertThat(largest).as(name).isZero();
  }

  /** The eight-bit samples, HWC, from which a whole normalised CHW tensor was made. */
  private static long[] samples(float[] tensor, int start, float[] mean, float[] std) {
    return samples(tensor, start, tensor.length / Image.CHANNELS, mean, std);
  }

  private static long[] samples(float[] tensor, int start, int plane, float[] mean, float[] std) {
    long[] samples = new long[plane * Image.CHANNELS];
    for (int c = 0; c < Image.CHANNELS; c++) {
      for (int i = 0; i < plane; i++) {
        double sample = (tensor[start + c * plane + i] * std[c] + mean[c]) * 255.0;
        samples[i * Image.CHANNELS + c] = Math.round(sample);
      }
    }
    return samples;
  }

  private static Image everyNth(Image image, int step) {
    int width = (image.width() + step - 1) / step;
    int height = (image.height() + step - 1) / step;
    byte[] rgb = new byte[width * height * Image.CHANNELS];
    int at = 0;
    for (int y = 0; y < image.height(); y += step) {
      for (int x = 0; x < image.width(); x += step) {
        for (int c = 0; c < Image.CHANNELS; c++) {
          rgb[at++] = (byte) image.sample(x, y, c);
        }
      }
    }
    return new Image(width, height, rgb);
  }

  private static ImageSize sizeIn(String name, String prefix) {
    String[] sides = name.substring(prefix.length()).split("x");
    return new ImageSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
  }

  private static Mask recordedMask() throws Exception {
    Path file = GoldenData.shipped("image/mask_61x47.png");
    return new ImageDecoder(1_000_000).decodeMask(Files.readAllBytes(file));
  }

  private static SafetensorsReader shippedResizes() {
    return SafetensorsReader.open(GoldenData.shipped("image/pil_resize.safetensors"));
  }

  private static Image picture(Path file) throws Exception {
    return new ImageDecoder(1_000_000).decode(Files.readAllBytes(file));
  }

  private static Image picture(SafetensorsReader golden, String name) {
    List<Long> shape = golden.info(name).shape();
    long[] values = golden.longs(name);
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i];
    }
    return new Image(shape.get(1).intValue(), shape.get(0).intValue(), rgb);
  }
}
