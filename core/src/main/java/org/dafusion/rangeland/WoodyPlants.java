package org.dafusion.rangeland;

/** Shrubs and trees with the shadows that they cast. */
final class WoodyPlants {
  private static final Rgb[] SHRUB_GREENS = {Rgb.of(0x55663a), Rgb.of(0x495c33), Rgb.of(0x64703f)};
  private static final Rgb[] SHRUB_GREYS = {Rgb.of(0x868c72), Rgb.of(0x7b8368), Rgb.of(0x93947c)};
  private static final Rgb[] NEEDLES = {Rgb.of(0x2c4a2e), Rgb.of(0x35502f), Rgb.of(0x3b5640)};
  private static final Rgb[] LEAVES = {Rgb.of(0x4a6f2d), Rgb.of(0x577a35), Rgb.of(0x3f6230)};
  private static final Rgb[] AUTUMN = {Rgb.of(0xb07a2e), Rgb.of(0xa35a2c), Rgb.of(0xb89a3a)};

  private WoodyPlants() {}

  static Description shrubs(Scene scene) {
    Ground ground = Ground.any(scene);
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    boolean grey = scene.chance(0.45);
    Rgb leaf = scene.one(grey ? SHRUB_GREYS : SHRUB_GREENS);
    float[] grain = scene.noise(3 * canvas.spacing(), 2, 0.8);
    double typical = scene.between(0.45, 0.9);
    int count = (int) (scene.places(typical * 2) * density.between(0.1, 0.55)) + 2;
    for (int shrub = 0; shrub < count; shrub++) {
      double radius = typical * scene.between(0.55, 1.35);
      double x = shrub == 0 ? scene.inSight() : scene.anywhere();
      double y = shrub == 0 ? scene.inSight() : scene.anywhere();
      Rgb colour = leaf.times(scene.between(0.8, 1.2));
      Crowns.clump(
          scene,
          grain,
          x,
          y,
          radius,
          radius * scene.between(0.8, 1.3),
          bunches(radius, 14),
          colour);
    }
    String noun = grey ? "grey shrubs" : "green shrubs";
    return new Description(density.before(noun), "on " + ground.words());
  }

  static Description broadleafTrees(Scene scene) {
    Ground ground = Ground.grass(scene);
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    boolean autumn = scene.chance(0.3);
    float[] grain = scene.noise(4 * canvas.spacing(), 2, 0.8);
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
      Crowns.clump(
          scene,
          grain,
          x,
          y,
          radius,
          radius * scene.between(1.1, 1.7),
          bunches(radius, 34),
          colour);
    }
    String noun = autumn ? "autumn broadleaf trees" : "green broadleaf trees";
    return new Description(density.before(noun), "on " + ground.words());
  }

  private static int bunches(double radius, int most) {
    return most;
  }

  static Description conifers(Scene scene) {
    Ground ground = Ground.any(scene);
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    float[] grain = scene.noise(3 * canvas.spacing(), 2, 0.8);
    double typical = scene.between(1.7, 2.8);
    int count = (int) (scene.places(typical * 2) * density.between(0.07, 0.75)) + 1;
    for (int tree = 0; tree < count; tree++) {
      double x = tree == 0 ? scene.inSight() : scene.anywhere();
      double y = tree == 0 ? scene.inSight() : scene.anywhere();
      Rgb colour = scene.one(NEEDLES).times(scene.between(0.85, 1.3));
      conifer(scene, grain, x, y, typical * scene.between(0.6, 1.3), colour);
    }
    return new Description(density.before("conifers"), "on " + ground.words());
  }

  /** Whorls of branches, each higher and shorter than the one below: a star that is a cone. */
  private static void conifer(
      Scene scene, float[] grain, double x, double y, double radius, Rgb colour) {
    Canvas canvas = scene.canvas();
    double height = radius * scene.between(2.4, 3.6);
    Direction branch = scene.direction();
    int whorls = 5;
    for (int whorl = 0; whorl < whorls; whorl++) {
      double reach = radius * (1 - 0.19 * whorl);
      double base = height * (0.1 + 0.16 * whorl);
      int branches = 11 - whorl;
      for (int b = 0; b < branches; b++) {
        branch = branch.turned((1 + scene.between(-0.2, 0.2)) / branches);
        double length = reach * scene.between(0.8, 1.1);
        double inner = base + 0.2 * height;
        canvas.line(
            x,
            y,
            branch.x() * length,
            branch.y() * length,
            0.2 * radius,
            (i, along, square) -> {
              double top = inner - 0.28 * height * along - 0.05 * height * square;
              if (square < 1.1 - along && top > canvas.height(i)) {
                double light = (0.62 + 0.55 * along) * (0.75 + 0.5 * grain[i]);
                canvas.paint(i, colour.times(light));
                canvas.setHeight(i, top);
              }
            });
      }
      branch = branch.turned(0.04);
    }
  }
}
