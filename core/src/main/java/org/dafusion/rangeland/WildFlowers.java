package org.dafusion.rangeland;

import java.util.Locale;

/** A meadow with separate flower heads in white, red or blue. */
final class WildFlowers {
  private enum Bloom {
    WHITE(0xe9e7dd),
    RED(0xc23a2b),
    BLUE(0x5a6fc0);

    private final Rgb colour;

    Bloom(int hex) {
      colour = Rgb.of(hex);
    }
  }

  private WildFlowers() {}

  static Description meadow(Scene scene) {
    Grass.paint(scene, scene.between(0.5, 0.95), Density.any(scene));
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    Bloom bloom = scene.one(Bloom.values());
    float[] where = scene.noise(canvas.extent() * scene.between(0.25, 0.6), 3, 0.6);
    int count = (int) density.between(90, 620);
    double typical = 0.025 + canvas.spacing() * scene.between(0.7, 1.1);
    for (int head = 0; head < count; head++) {
      double x = scene.anywhere();
      double y = scene.anywhere();
      double radius = typical * scene.between(0.7, 1.4);
      Rgb colour = bloom.colour.times(scene.between(0.8, 1.15));
      if (where[canvas.index(x, y)] < scene.between(0.25, 0.65)) {
        continue;
      }
      FlowerHead.put(canvas, x, y, radius, colour);
    }
    String noun = bloom.name().toLowerCase(Locale.ROOT) + " wild flowers";
    return new Description(density.before(noun), "in green grass");
  }
}
