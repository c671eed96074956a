package org.dafusion.rangeland;

import java.util.Arrays;
import org.dafusion.random.Seeds;
import org.dafusion.random.UniformDraws;

/** One tile while it is drawn: the land, its sun and its random choices. Mutable. */
final class Scene {
  private final Canvas canvas;
  private final Sun sun;
  private final UniformDraws draws;
  private final long noiseSeed;
  private int fields;

  /**
   * @param size side of the tile in pixels
   * @param extent side of the tile in metres
   */
  Scene(int size, double extent, long seed) {
    canvas = new Canvas(size, extent);
    draws = new UniformDraws(Seeds.derive(seed, "scene"));
    noiseSeed = Seeds.derive(seed, "fields");
    sun = Sun.any(draws);
  }

  Canvas canvas() {
    return canvas;
  }

  Sun sun() {
    return sun;
  }

  double between(double low, double high) {
    return draws.between(low, high);
  }

  boolean chance(double probability) {
    return draws.unit() < probability;
  }

  int count(int least, int most) {
    return least + draws.below(most - least + 1);
  }

  <T> T one(T[] choices) {
    return choices[draws.below(choices.length)];
  }

  Direction direction() {
    return Direction.any(draws);
  }

  /** A coordinate somewhere on the canvas, margins included. */
  double anywhere() {
    return draws.between(-canvas.reach(), canvas.reach());
  }

  /** A coordinate that is well visible. */
  double inSight() {
    return draws.between(-0.4, 0.4) * canvas.extent();
  }

  /** A fresh field of noise; see {@link Noise#field}. */
  float[] noise(double metres, int octaves, double gain) {
    return Noise.field(canvas, freshSeed(), metres, octaves, gain);
  }

  /** A fresh field of streaks; see {@link Noise#streaks}. */
  float[] streaks(double metres, double stretch, Direction direction) {
    return Noise.streaks(canvas, freshSeed(), metres, stretch, direction);
  }

  /** For one more curve or field; seeds lie far apart, since a field's octaves count upwards. */
  long freshSeed() {
    return noiseSeed + (long) ++fields * 0x5851f42d4c957f2dL;
  }

  /**
   * The value of a field that a share of the visible tile exceeds.
   *
   * @param share above 0, below 1
   */
  double level(float[] field, double share) {
    int visible = canvas.side() - 2 * canvas.margin();
    float[] values = new float[visible * visible];
    for (int row = 0; row < visible; row++) {
      int from = (canvas.margin() + row) * canvas.side() + canvas.margin();
      System.arraycopy(field, from, values, row * visible, visible);
    }
    Arrays.sort(values);
    return values[(int) ((1 - share) * values.length)];
  }

  /**
   * How many things of a spacing the canvas holds.
   *
   * @param apart metres between neighbours
   */
  int places(double apart) {
    double side = 2 * canvas.reach() / apart;
    return (int) Math.max(1, side * side);
  }
}
