package org.dafusion.rangeland;

/** Shrubs and broadleaf trees. */
final class WoodyPlants {
  private static final Rgb[] SHRUB_GREENS = {Rgb.of(0x55663a), Rgb.of(0x495c33), Rgb.of(0x64703f)};
  private static final Rgb[] SHRUB_GREYS = {Rgb.of(0x868c72), Rgb.of(0x7b8368), Rgb.of(0x93947c)};
  private static final Rgb[] LEAVES = {Rgb.of(0x4a6f2d), Rgb.of(0x577a35), Rgb.of(0x3f6230)};
  private static final Rgb[] AUTUMN = {Rgb.of(0xb07a2e), Rgb.of(0xa35a2c), Rgb.of(0xb89a3a)};

  private WoodyPlants() {}

  static Description shrubs(Scene scene) {
    Ground ground = Ground.any(scene);
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    boolean grey = scene.chance(0.45);
    Rgb leaf = scene.one(grey ? SHRUB_GREYS : SHRUB_GREENS);
    Crowns crowns = new Crowns(scene, 3);
    double typical = scene.between(0.45, 0.9);
    int count = (int) (scene.places(typical * 2) * density.between(0.1, 0.55)) + 2;
    for (int shrub = 0; shrub < count; shrub++) {
      double radius = typical * scene.between(0.55, 1.35);
      double x = shrub == 0 ? scene.inSight() : scene.anywhere();
      double y = shrub == 0 ? scene.inSight() : scene.anywhere();
      Rgb colour = leaf.times(scene.between(0.8, 1.2));
      crowns.clump(x, y, radius, radius * scene.between(0.8, 1.3), 14, colour);
    }
    String noun = grey ? "grey shrubs" : "green shrubs";
    return new Description(density.before(noun), "on " + ground.words());
  }

  static Description broadleafTrees(Scene scene) {
    Ground ground = Ground.grass(scene);
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    boolean autumn = scene.chance(0.3);
    Crowns crowns = new Crowns(scene, 4);
    double typical = scene.between(2.4, 4.2);
    int count = (int) (scene.places(typical * 2) * density.between(0.06, 0.8)) + 1;
    for (int tree = 0; tree < count; tree++) {
      double radius = typical * scene.between(0.7, 1.3);
      double x = tree == 0 ? scene.inSight() : scene.anywhere();
      double y = tree == 0 ? scene.inSight() : scene.anywhere();
      Rgb colour = scene.one(LEAVES).times(scene.between(0.85, 1.2));
      if (autumn) {
        colour = colour.mix(scene.one(AUTUMN), scene.between(0.5, 1));
      }
      crowns.clump(x, y, radius, radius * scene.between(1.1, 1.7), 34, colour);
    }
    String noun = autumn ? "autumn broadleaf trees" : "green broadleaf trees";
    return new Description(density.before(noun), "on " + ground.words());
  }
}
