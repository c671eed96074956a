package org.dafusion.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.random.NumpyGenerator;
import org.dafusion.random.Seeds;

/**
 * A small image folder for tests.
 *
 * <p>Four classes of coloured shapes, whose place, size, turn and colours vary. Each picture
 * depends on the seed, its part, class and number alone, and is drawn with arithmetic that is the
 * same on every machine, so the folder always holds the same pixels.
 *
 * @param trainPerClass pictures of each class for training, at least 1
 * @param validationPerClass pictures of each class for validation, at least 1
 * @param size side of a picture in pixels, at least 16
 * @param seed any value
 */
public record DrawnImages(int trainPerClass, int validationPerClass, int size, long seed) {
  // Each pixel is the mean of 4 x 4 points, which smooths the edges.
  private static final int POINTS = 4;

  public DrawnImages {
    if (trainPerClass < 1 || validationPerClass < 1 || size < 16) {
      throw new IllegalArgumentException(
          "Invalid drawn images: must have 1 picture of each class in each part and 16 pixels, found"
              + " %d for training, %d for validation, %d pixels"
                  .formatted(trainPerClass, validationPerClass, size));
    }
  }

  /** The classes, sorted: circle, square, stripes, triangle. */
  public static List<String> classNames() {
    return Arrays.stream(Shape.values()).map(Shape::className).toList();
  }

  /**
   * Writes {@code train/<class>/NNN.png} and {@code validation/<class>/NNN.png} below a folder,
   * over files of the same name.
   */
  public void write(Path root) throws IOException {
    for (Shape shape : Shape.values()) {
      write(root, Part.TRAIN, shape, trainPerClass);
      write(root, Part.VALIDATION, shape, validationPerClass);
    }
  }

  private void write(Path root, Part part, Shape shape, int count) throws IOException {
    Path folder = root.resolve(part.folderName()).resolve(shape.className());
    Files.createDirectories(folder);
    for (int number = 0; number < count; number++) {
      Path file = folder.resolve(String.format(Locale.ROOT, "%03d.png", number));
      Files.write(file, ImageEncoder.png(draw(part, shape, number)));
    }
  }

  private Image draw(Part part, Shape shape, int number) {
    Variation random = new Variation(part, shape, number);
    double radius = random.between(0.22, 0.34);
    double centreX = random.between(0.5 - radius / 2, 0.5 + radius / 2);
    double centreY = random.between(0.5 - radius / 2, 0.5 + radius / 2);
    double turn = Math.PI * random.between(-0.12, 0.12);
    double cos = StrictMath.cos(turn) / radius;
    double sin = StrictMath.sin(turn) / radius;

    double hue = random.between(0, 1);
    double[] paper = colour(hue, random.between(0.1, 0.5), random.between(0.65, 1));
    double[] paint =
        colour(hue + random.between(0.3, 0.7), random.between(0.7, 1), random.between(0.25, 0.7));
    double shade = random.between(0.0, 0.25);

    byte[] rgb = new byte[size * size * Image.CHANNELS];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int covered = 0;
        for (int point = 0; point < POINTS * POINTS; point++) {
          double dx = (x + (point % POINTS + 0.5) / POINTS) / size - centreX;
          double dy = (y + (point / POINTS + 0.5) / POINTS) / size - centreY;
          covered += shape.covers(cos * dx + sin * dy, cos * dy - sin * dx) ? 1 : 0;
        }
        double share = (double) covered / (POINTS * POINTS);
        double light = 1 - shade * y / size;
        for (int c = 0; c < Image.CHANNELS; c++) {
          double value = share * paint[c] + (1 - share) * light * paper[c];
          rgb[(y * size + x) * Image.CHANNELS + c] = (byte) Math.round(255 * value);
        }
      }
    }
    return new Image(size, size, rgb);
  }

  /** Red, green and blue in 0..1 of a hue in turns, a saturation and a value. */
  private static double[] colour(double hue, double saturation, double value) {
    double[] rgb = new double[Image.CHANNELS];
    int[] offsets = {5, 3, 1};
    for (int c = 0; c < rgb.length; c++) {
      double k = (offsets[c] + 6 * hue) % 6;
      rgb[c] = value - value * saturation * Math.max(0, Math.min(1, Math.min(k, 4 - k)));
    }
    return rgb;
  }

  /** The random choices of one picture. */
  private final class Variation {
    private final NumpyGenerator generator;

    Variation(Part part, Shape shape, int number) {
      String[] identity = {part.folderName(), shape.className(), Integer.toString(number)};
      // NumPy takes no negative seed.
      this.generator = new NumpyGenerator(Seeds.derive(seed, identity) >>> 1);
    }

    double between(double low, double high) {
      double unit = (generator.nextLong() >>> 11) * 0x1.0p-53;
      return low + unit * (high - low);
    }
  }
}
