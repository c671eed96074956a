package org.dafusion.rangeland;

import java.util.Objects;
import org.dafusion.image.Image;
import org.dafusion.random.Seeds;
import org.dafusion.random.UniformDraws;

/**
 * A rendered picture of a piece of land, and a caption that says what is on it.
 *
 * <p>Both are a function of cover, seed and size alone: the same bytes on every machine. Samples
 * are made of whole numbers, the four operations and square roots, which Java fixes bit for bit,
 * and directions by {@link StrictMath}.
 *
 * @param image square
 * @param caption lower case, without a full stop; for novel covers the class's words alone
 */
public record RangelandTile(Image image, String caption) {
  /** Side in pixels of the pictures that the shipped model was trained on. */
  public static final int SIZE = 64;

  private static final int SMALLEST = 16;

  public RangelandTile {
    Objects.requireNonNull(image, "image is null");
    Objects.requireNonNull(caption, "caption is null");
  }

  /** A tile of {@link #SIZE} pixels. */
  public static RangelandTile draw(Cover cover, long seed) {
    return draw(cover, seed, SIZE);
  }

  /**
   * @param seed any value; other seeds show other land, light and flight
   * @param size side in pixels, at least 16
   */
  public static RangelandTile draw(Cover cover, long seed, int size) {
    if (size < SMALLEST) {
      throw new IllegalArgumentException(
          "Invalid size of a rangeland tile: must be at least %d pixels, found %d"
              .formatted(SMALLEST, size));
    }
    long own = Seeds.derive(seed, cover.className());
    UniformDraws flightDraws = new UniformDraws(Seeds.derive(own, "flight"));
    double flight = flightDraws.unit();
    Scene scene = new Scene(size, cover.extent(flight), own);
    Description description = cover.paint(scene);
    float[][] light = new Lighting(scene.canvas(), scene.sun()).lit();
    Camera camera = Camera.any(flightDraws, Seeds.derive(own, "sensor"));
    UniformDraws captionDraws = new UniformDraws(Seeds.derive(own, "caption"));
    return new RangelandTile(
        camera.take(scene.canvas(), light),
        Caption.of(cover, description, scene.sun(), flight, captionDraws));
  }
}
