package org.dafusion.rangeland;

import java.util.Locale;

/** A meadow with separate flower heads, bare or over leaves of their own. */
final class WildFlowers {
  private enum Bloom {
    WHITE(0xe9e7dd),
    YELLOW(0xe2c430),
    ORANGE(0xd9822b),
    RED(0xc23a2b),
    PINK(0xcf7fae),
    PURPLE(0x84509a),
    BLUE(0x5a6fc0);

    private final Rgb colour;

    Bloom(int hex) {
      colour = Rgb.of(hex);
    }
  }

  private static final Rgb[] LEAVES = {Rgb.of(0x5f7a3c), Rgb.of(0x7d8f6a), Rgb.of(0x8a9a58)};

  private WildFlowers() {}

  static Description meadow(Scene scene) {
    Grass.paint(scene, scene.between(0.5, 0.95), Density.any(scene));
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    Bloom bloom = scene.one(Bloom.values());
    float[] where = scene.noise(canvas.extent() * scene.between(0.25, 0.6), 3, 0.6);
    int count = (int) density.between(90, 620);
    Crowns crowns = new Crowns(scene, 2.5);
    boolean leafy = scene.chance(0.5);
    Rgb leaf = scene.one(LEAVES).times(scene.between(0.8, 1.15));
    double typical = 0.012 + canvas.spacing() * scene.between(0.7, 1.5);
    for (int head = 0; head < count; head++) {
      double x = scene.anywhere();
      double y = scene.anywhere();
      double radius = typical * scene.between(0.7, 1.4);
      Rgb colour = bloom.colour.times(scene.between(0.8, 1.15));
      if (where[canvas.index(x, y)] < scene.between(0.25, 0.65)) {
        continue;
      }
      if (leafy) {
        Crowns.Dome leaves = new Crowns.Dome(2.4 * radius, 0.06, radius, 0.9);
        crowns.dome(x + scene.between(-radius, radius), y, leaves, leaf);
      }
      FlowerHead.put(canvas, x, y, radius, colour);
    }
    String noun = bloom.name().toLowerCase(Locale.ROOT) + " wild flowers";
    return new Description(density.before(noun), "in green grass");
  }
}
