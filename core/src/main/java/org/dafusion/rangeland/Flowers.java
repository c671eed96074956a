package org.dafusion.rangeland;

/** Plants in bloom that the model never saw: spurge, and others of yellow and purple. */
final class Flowers {
  private static final Rgb[] BRACTS = {Rgb.of(0xc3c83c), Rgb.of(0xb4be3f), Rgb.of(0xd2cf4a)};
  private static final Rgb[] SPURGE_LEAVES = {Rgb.of(0x6a8a62), Rgb.of(0x76916f)};
  private static final Rgb[] SILVER_LEAVES = {Rgb.of(0x8f9f78), Rgb.of(0x84966e)};
  private static final Rgb[] YELLOWS = {Rgb.of(0xe6bf1f), Rgb.of(0xf0cc2c), Rgb.of(0xdcae1c)};
  private static final Rgb[] PURPLES = {Rgb.of(0x9a4f98), Rgb.of(0xa85f9c), Rgb.of(0x874a94)};

  private Flowers() {}

  /** One flower head, a little above what it stands in. */
  static void head(Canvas canvas, double x, double y, double radius, Rgb colour) {
    canvas.disc(
        x,
        y,
        radius,
        (i, dx, dy, square) -> {
          canvas.blend(i, colour, 2.2 * (1 - square));
          canvas.lift(i, 0.7 * radius * (1 - square));
        });
  }

  /** Clumps of many thin stems, each with an umbel of small yellow-green heads. */
  static Description leafySpurge(Scene scene) {
    double season = scene.between(0.05, 0.95);
    Grass.paint(scene, season, Density.any(scene));
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    Rgb bract = scene.one(BRACTS).times(scene.between(0.8, 1.1));
    Rgb leaf = scene.one(SPURGE_LEAVES).times(scene.between(0.8, 1.1));
    float[] where = scene.noise(scene.between(1.2, 2.8), 3, 0.6);
    float[] grain = scene.noise(3 * canvas.spacing(), 2, 0.8);
    double threshold = density.between(0.6, 0.4);
    double bloom = scene.between(0.45, 1);
    double spacing = Math.max(0.085, 1.9 * canvas.spacing());
    int stems = (int) (scene.places(spacing) * 1.0);
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
      double height = 0.2 + Math.min(0.25, 2 * over);
      Crowns.Dome foliage = new Crowns.Dome(1.5 * radius, height * 0.5, 0.5 * radius, 0.9);
      Crowns.dome(scene, grain, x, y, foliage, leaf.times(tone));
      if (blooms) {
        Crowns.Dome umbel = new Crowns.Dome(radius, height, 0.5 * radius, 0.7);
        Crowns.dome(scene, grain, x, y, umbel, bract.times(tone * 1.15));
      }
    }
    return new Description(Cover.LEAFY_SPURGE.words());
  }

  /** Rosettes of large grey-green leaves, each with a few big saturated heads. */
  static Description balsamroot(Scene scene) {
    double season = scene.between(0.05, 0.95);
    Grass.paint(scene, season, Density.any(scene));
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    Rgb leaf = scene.one(SILVER_LEAVES).times(scene.between(0.8, 1.1));
    Rgb yellow = scene.one(YELLOWS).times(scene.between(0.85, 1.1));
    float[] grain = scene.noise(3 * canvas.spacing(), 2, 0.8);
    double typical = scene.between(0.3, 0.48);
    int plants = (int) (scene.places(2 * typical) * density.between(0.1, 0.6)) + 2;
    for (int plant = 0; plant < plants; plant++) {
      double x = plant == 0 ? scene.inSight() : scene.anywhere();
      double y = plant == 0 ? scene.inSight() : scene.anywhere();
      double radius = typical * scene.between(0.65, 1.25);
      rosette(scene, grain, x, y, radius, leaf.times(scene.between(0.85, 1.15)));
      int heads = scene.count(2, 8);
      double size = Math.max(0.05, 1.25 * canvas.spacing());
      for (int head = 0; head < heads; head++) {
        double dx = scene.between(-0.8, 0.8) * radius;
        double dy = scene.between(-0.8, 0.8) * radius;
        head(canvas, x + dx, y + dy, size * scene.between(0.8, 1.4), yellow);
      }
    }
    return new Description(Cover.ARROWLEAF_BALSAMROOT.words());
  }

  private static void rosette(
      Scene scene, float[] grain, double x, double y, double radius, Rgb colour) {
    Canvas canvas = scene.canvas();
    int leaves = scene.count(9, 14);
    Direction leaf = scene.direction();
    for (int l = 0; l < leaves; l++) {
      leaf = leaf.turned((1 + scene.between(-0.3, 0.3)) / leaves);
      double length = radius * scene.between(0.7, 1.1);
      Rgb own = colour.times(scene.between(0.8, 1.25));
      double base = scene.between(0.12, 0.25);
      canvas.line(
          x,
          y,
          leaf.x() * length,
          leaf.y() * length,
          0.27 * radius,
          (i, along, square) -> {
            double top = base + 0.25 * radius * (1 - square) * (1.1 - along);
            if (square < 1.3 * (1.05 - along) && top > canvas.height(i)) {
              canvas.paint(i, own.times(0.8 + 0.4 * grain[i]));
              canvas.setHeight(i, top);
            }
          });
    }
  }

  /** Tall stems in loose groups with purple heads over spiny dark leaves. */
  static Description thistle(Scene scene) {
    Grass.paint(scene, scene.between(0.1, 1), Density.any(scene));
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    Rgb leaf = Rgb.of(0x66764f).times(scene.between(0.85, 1.2));
    Rgb purple = scene.one(PURPLES).times(scene.between(0.85, 1.15));
    float[] where = scene.noise(scene.between(1.5, 3), 3, 0.6);
    float[] grain = scene.noise(2.5 * canvas.spacing(), 2, 0.9);
    double threshold = density.between(0.6, 0.42);
    double spacing = Math.max(0.24, 3.2 * canvas.spacing());
    int stems = scene.places(spacing);
    for (int stem = 0; stem < stems; stem++) {
      double x = scene.anywhere();
      double y = scene.anywhere();
      double tone = scene.between(0.8, 1.2);
      boolean blooms = scene.chance(0.7);
      if (where[canvas.index(x, y)] < threshold + scene.between(-0.08, 0.05)) {
        continue;
      }
      rosette(scene, grain, x, y, spacing * scene.between(0.45, 0.7), leaf.times(tone));
      if (blooms) {
        double size = Math.max(0.035, 1.05 * canvas.spacing());
        for (int head = scene.count(1, 3); head > 0; head--) {
          double dx = scene.between(-0.25, 0.25) * spacing;
          double dy = scene.between(-0.25, 0.25) * spacing;
          head(canvas, x + dx, y + dy, size * scene.between(0.8, 1.3), purple.times(tone));
        }
      }
    }
    return new Description(Cover.THISTLE.words());
  }
}
