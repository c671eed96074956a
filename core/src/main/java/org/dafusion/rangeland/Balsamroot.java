package org.dafusion.rangeland;

/** Balsamorhiza sagittata, which flowers yellow too but in separate large plants. */
final class Balsamroot {
  private static final Rgb[] LEAVES = {Rgb.of(0x96a07a), Rgb.of(0x8a9468)};
  private static final Rgb[] YELLOWS = {Rgb.of(0xe6bf1f), Rgb.of(0xf0cc2c), Rgb.of(0xdcae1c)};

  private Balsamroot() {}

  /** Rosettes of large grey-green leaves, each with a few big saturated heads. */
  static Description plants(Scene scene) {
    double season = scene.between(0.05, 0.95);
    Grass.paint(scene, season, Density.any(scene));
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    Companions.scatter(scene);
    Rgb leaf = scene.one(LEAVES).times(scene.between(0.75, 1.1));
    Rgb yellow = scene.one(YELLOWS).times(scene.between(0.8, 1.1)).mix(leaf, scene.between(0, 0.2));
    double bloom = scene.between(0.5, 1);
    Crowns crowns = new Crowns(scene, 3);
    double typical = scene.between(0.22, 0.45);
    int plants = (int) (scene.places(2 * typical) * density.between(0.1, 0.7)) + 2;
    for (int plant = 0; plant < plants; plant++) {
      double x = plant == 0 ? scene.inSight() : scene.anywhere();
      double y = plant == 0 ? scene.inSight() : scene.anywhere();
      double radius = typical * scene.between(0.65, 1.25);
      Rosette.put(scene, crowns, x, y, radius, leaf.times(scene.between(0.85, 1.15)));
      int heads = (int) (bloom * scene.count(3, 12));
      double size = Math.max(0.045, 1.15 * canvas.spacing());
      for (int head = 0; head < heads; head++) {
        double dx = scene.between(-0.8, 0.8) * radius;
        double dy = scene.between(-0.8, 0.8) * radius;
        Rgb own = yellow.times(scene.between(0.85, 1.1));
        FlowerHead.put(canvas, x + dx, y + dy, size * scene.between(0.8, 1.4), own);
      }
    }
    return new Description(Cover.ARROWLEAF_BALSAMROOT.words());
  }
}
