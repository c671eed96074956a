package org.dafusion.rangeland;

/** Thistles in bloom. */
final class Thistle {
  private static final Rgb[] PURPLES = {Rgb.of(0x9a4f98), Rgb.of(0xa85f9c), Rgb.of(0x874a94)};

  private Thistle() {}

  /** Tall stems in loose groups with purple heads over spiny dark leaves. */
  static Description groups(Scene scene) {
    Grass.paint(scene, scene.between(0.1, 1), Density.any(scene));
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    Rgb leaf = Rgb.of(0x728259).times(scene.between(0.85, 1.2));
    Companions.scatter(scene);
    Rgb purple = scene.one(PURPLES).times(scene.between(0.85, 1.15));
    double bloom = scene.between(0.35, 0.85);
    float[] where = scene.noise(scene.between(1.5, 3), 3, 0.6);
    Crowns crowns = new Crowns(scene, 2.5);
    double threshold = scene.level(where, density.between(0.1, 0.7));
    double spacing = Math.max(0.24, 3.2 * canvas.spacing());
    int stems = scene.places(spacing);
    for (int stem = 0; stem < stems; stem++) {
      double x = scene.anywhere();
      double y = scene.anywhere();
      double tone = scene.between(0.8, 1.2);
      boolean blooms = scene.chance(bloom);
      if (where[canvas.index(x, y)] < threshold + scene.between(-0.08, 0.05)) {
        continue;
      }
      Rosette.put(scene, crowns, x, y, spacing * scene.between(0.45, 0.7), leaf.times(tone));
      if (blooms) {
        double size = Math.max(0.035, 1.05 * canvas.spacing());
        for (int head = scene.count(1, 3); head > 0; head--) {
          double dx = scene.between(-0.25, 0.25) * spacing;
          double dy = scene.between(-0.25, 0.25) * spacing;
          FlowerHead.put(
              canvas, x + dx, y + dy, size * scene.between(0.8, 1.3), purple.times(tone));
        }
      }
    }
    return new Description(Cover.THISTLE.words());
  }
}
