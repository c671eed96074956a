package org.dafusion.rangeland;

/** Grass from lush to cured: a meadow by itself and the ground of most other covers. */
final class Grass {
  private static final Rgb[] GREENS = {Rgb.of(0x4e6b2c), Rgb.of(0x5d7a35), Rgb.of(0x6a7f40)};
  private static final Rgb[] STRAWS = {Rgb.of(0xbfa873), Rgb.of(0xb09a6c), Rgb.of(0xc9b584)};
  private static final Rgb THATCH = Rgb.of(0x6d6342);

  private Grass() {}

  static Description dryMeadow(Scene scene) {
    double greenness = scene.between(0.02, 0.26);
    Density density = Density.any(scene);
    paint(scene, greenness, density);
    return new Description(density.before(greenness < 0.13 ? "pale dry grass" : "dry grass"));
  }

  static Description greenMeadow(Scene scene) {
    double greenness = scene.between(0.68, 1.0);
    Density density = Density.any(scene);
    paint(scene, greenness, density);
    return new Description(density.before(greenness > 0.87 ? "lush green grass" : "green grass"));
  }

  /**
   * @param greenness 0 straw to 1 lush
   * @param density sparse grass shows the soil between its tufts
   */
  static void paint(Scene scene, double greenness, Density density) {
    Canvas canvas = scene.canvas();
    float[] patches = scene.noise(canvas.extent() * scene.between(0.25, 0.6), 3, 0.6);
    float[] clumps = scene.noise(scene.between(0.5, 1.1) + 8 * canvas.spacing(), 3, 0.7);
    float[] blades = scene.noise(5 * canvas.spacing(), 2, 1);
    float[] specks = scene.noise(2.2 * canvas.spacing(), 1, 1);
    Rgb green = scene.one(GREENS);
    Rgb straw = scene.one(STRAWS);
    Rgb soil = THATCH.mix(Soil.colour(scene), 0.3).mix(straw, 0.25);
    double tall = 0.02 + canvas.spacing() * scene.between(0.5, 1.1);
    double mottling = scene.between(0.35, 0.9);
    double bare = density.between(0.47, 0.2);
    canvas.everywhere(
        (i, x, y) -> {
          double share = greenness + mottling * (patches[i] - 0.5) + 0.5 * (clumps[i] - 0.5);
          double light = 0.42 + 0.4 * blades[i] + 0.5 * specks[i] + 0.3 * clumps[i];
          canvas.paint(i, straw.mix(green, share).times(light));
          double gap = (bare - 0.6 * clumps[i] - 0.4 * blades[i]) * 9;
          canvas.blend(i, soil, 0.85 * gap);
          canvas.lift(i, tall * (blades[i] + 0.5 * specks[i] + 0.5 * clumps[i]));
        });
    tufts(scene, straw.mix(green, greenness), density, tall);
  }

  /** Bunches that stand out of the sward, lighter on top. */
  private static void tufts(Scene scene, Rgb colour, Density density, double tall) {
    Canvas canvas = scene.canvas();
    int count = (int) (density.between(0.5, 1) * scene.between(100, 420));
    for (int tuft = 0; tuft < count; tuft++) {
      double radius = canvas.spacing() * scene.between(1.5, 4) + scene.between(0, 0.05);
      Rgb own = colour.times(scene.between(0.75, 1.3));
      canvas.disc(
          scene.anywhere(),
          scene.anywhere(),
          radius,
          (i, dx, dy, square) -> {
            canvas.blend(i, own, 0.75 * (1 - square));
            canvas.lift(i, tall * 0.9 * (1 - square));
          });
    }
  }
}
