package org.dafusion.rangeland;

/** Euphorbia esula in bloom, more or less, among grass. */
final class LeafySpurge {
  private static final Rgb[] BRACTS = {Rgb.of(0xbcc04a), Rgb.of(0xb0b84c), Rgb.of(0xc9c652)};
  private static final Rgb[] LEAVES = {Rgb.of(0x7d976a), Rgb.of(0x869c78)};

  private LeafySpurge() {}

  /** Clumps of many thin stems, each with an umbel of small yellow-green heads. */
  static Description clumps(Scene scene) {
    double season = scene.between(0.05, 0.95);
    Grass.paint(scene, season, Density.any(scene));
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    Companions.scatter(scene);
    Rgb leaf = scene.one(LEAVES).times(scene.between(0.75, 1.1));
    // Past its bloom the yellow fades towards the leaves.
    double faded = scene.between(0, 0.48);
    Rgb bract = scene.one(BRACTS).times(scene.between(0.8, 1.1)).mix(leaf, faded);
    float[] where = scene.noise(scene.between(1.2, 2.8), 3, 0.6);
    Crowns crowns = new Crowns(scene, 3);
    double threshold = scene.level(where, density.between(0.1, 0.75));
    double bloom = scene.between(0.3, 0.95);
    double spacing = Math.max(0.085, 1.9 * canvas.spacing());
    int stems = scene.places(spacing);
    for (int stem = 0; stem < stems; stem++) {
      double x = scene.anywhere();
      double y = scene.anywhere();
      double over = where[canvas.index(x, y)] - threshold;
      double tone = scene.between(0.75, 1.2);
      double radius = spacing * scene.between(0.4, 0.85);
      boolean blooms = scene.chance(bloom);
      if (over < scene.between(-0.07, 0.05)) {
        continue;
      }
      double height = 0.08 + Math.min(0.2, Math.max(0, 1.5 * over));
      Crowns.Dome foliage = new Crowns.Dome(1.6 * radius, height * 0.8, 0.3 * radius, 0.9);
      crowns.dome(x, y, foliage, leaf.times(tone));
      if (blooms) {
        Crowns.Dome umbel = new Crowns.Dome(radius, height, 0.35 * radius, 0.7);
        crowns.dome(x, y, umbel, bract.times(tone * 1.15));
      }
    }
    return new Description(Cover.LEAFY_SPURGE.words());
  }
}
