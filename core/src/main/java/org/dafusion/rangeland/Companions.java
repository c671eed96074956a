package org.dafusion.rangeland;

/**
 * What grows and lies among the plants of the hard task, whichever plant it is: a shrub, stones or
 * white flowers say nothing about the class.
 */
final class Companions {
  private static final Rgb[] SHRUBS = {Rgb.of(0x868c72), Rgb.of(0x64703f), Rgb.of(0x55663a)};
  private static final Rgb STONE = Rgb.of(0x9a968c);
  private static final Rgb WHITE = Rgb.of(0xdedccc);

  private Companions() {}

  static void scatter(Scene scene) {
    if (scene.chance(0.35)) {
      shrubs(scene);
    }
    if (scene.chance(0.3)) {
      dots(scene, scene.count(3, 20), 0.9, 2.4, STONE);
    }
    if (scene.chance(0.3)) {
      dots(scene, scene.count(5, 50), 1.2, 1.9, WHITE);
    }
  }

  private static void shrubs(Scene scene) {
    Crowns crowns = new Crowns(scene, 3);
    Rgb colour = scene.one(SHRUBS);
    for (int shrub = scene.count(1, 6); shrub > 0; shrub--) {
      double radius = scene.between(0.18, 0.5);
      double x = scene.anywhere();
      double y = scene.anywhere();
      crowns.clump(x, y, radius, radius * 0.8, 12, colour);
    }
  }

  private static void dots(Scene scene, int count, double least, double most, Rgb colour) {
    for (int dot = 0; dot < count; dot++) {
      double radius = scene.canvas().spacing() * scene.between(least, most);
      Rgb own = colour.times(scene.between(0.7, 1.1));
      FlowerHead.put(scene.canvas(), scene.anywhere(), scene.anywhere(), radius, own);
    }
  }
}
