package org.dafusion.rangeland;

/** Firs and spruces: stars from above, whose shadows are cones. */
final class Conifers {
  private static final Rgb[] NEEDLES = {Rgb.of(0x2c4a2e), Rgb.of(0x35502f), Rgb.of(0x3b5640)};

  private Conifers() {}

  static Description stand(Scene scene) {
    Ground ground = Ground.any(scene);
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    Crowns crowns = new Crowns(scene, 3);
    double typical = scene.between(1.7, 2.8);
    int count = (int) (scene.places(typical * 2) * density.between(0.07, 0.75)) + 1;
    for (int tree = 0; tree < count; tree++) {
      double x = tree == 0 ? scene.inSight() : scene.anywhere();
      double y = tree == 0 ? scene.inSight() : scene.anywhere();
      Rgb colour = scene.one(NEEDLES).times(scene.between(0.85, 1.3));
      conifer(scene, crowns, x, y, typical * scene.between(0.6, 1.3), colour);
    }
    return new Description(density.before("conifers"), "on " + ground.words());
  }

  /** Whorls of branches, each higher and shorter than the one below: a star that is a cone. */
  private static void conifer(
      Scene scene, Crowns crowns, double x, double y, double radius, Rgb colour) {
    Canvas canvas = scene.canvas();
    double height = radius * scene.between(2.4, 3.6);
    Direction branch = scene.direction();
    int whorls = 5;
    for (int whorl = 0; whorl < whorls; whorl++) {
      double reach = radius * (1 - 0.19 * whorl);
      double base = height * (0.1 + 0.16 * whorl);
      int branches = 13 - whorl;
      for (int b = 0; b < branches; b++) {
        branch = branch.turned((1 + scene.between(-0.2, 0.2)) / branches);
        double length = reach * scene.between(0.8, 1.1);
        double inner = base + 0.2 * height;
        canvas.line(
            x,
            y,
            branch.x() * length,
            branch.y() * length,
            0.14 * radius,
            (i, along, square) -> {
              double top = inner - 0.28 * height * along - 0.05 * height * square;
              if (square < 1.1 - along && top > canvas.height(i)) {
                double light = (0.62 + 0.55 * along) * (0.75 + 0.5 * crowns.grain(i));
                canvas.paint(i, colour.times(light));
                canvas.setHeight(i, top);
              }
            });
      }
      branch = branch.turned(0.04);
    }
  }
}
