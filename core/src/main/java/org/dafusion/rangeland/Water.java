package org.dafusion.rangeland;

/** Ponds and rivers with their shores. */
final class Water {
  private static final Rgb[] DEEP = {Rgb.of(0x1f3a44), Rgb.of(0x27434a), Rgb.of(0x2b4638)};
  private static final Rgb[] SHALLOW = {Rgb.of(0x4f6a62), Rgb.of(0x5f6f58), Rgb.of(0x6a7460)};
  private static final Rgb[] SHORES = {Rgb.of(0x9c8a6c), Rgb.of(0x6f6048), Rgb.of(0xb3a284)};

  private Water() {}

  static Description any(Scene scene) {
    Ground ground = Ground.any(scene);
    if (scene.chance(0.45)) {
      boolean straight = scene.chance(0.3);
      flood(scene, river(scene, straight));
      return new Description("river water", "through " + ground.words());
    }
    boolean large = scene.chance(0.5);
    flood(scene, pond(scene, large));
    String noun = large ? "a large pond of water" : "a small pond of water";
    return new Description(noun, "on " + ground.words());
  }

  /** Metres inside the water's edge, negative on land. */
  private static float[] pond(Scene scene, boolean large) {
    Canvas canvas = scene.canvas();
    double radius =
        canvas.extent() * (large ? scene.between(0.42, 0.62) : scene.between(0.22, 0.36));
    double centre = large ? 0.45 : 0.15;
    double cx = scene.between(-centre, centre) * canvas.extent();
    double cy = scene.between(-centre, centre) * canvas.extent();
    Direction axis = scene.direction();
    double squeeze = scene.between(1, 1.6);
    float[] edge = scene.noise(radius * 0.9, 4, 0.5);
    float[] inside = new float[canvas.side() * canvas.side()];
    canvas.everywhere(
        (i, x, y) -> {
          double u = (x - cx) * axis.x() + (y - cy) * axis.y();
          double v = ((y - cy) * axis.x() - (x - cx) * axis.y()) * squeeze;
          double far = Math.sqrt(u * u + v * v);
          inside[i] = (float) (radius - far + 1.1 * radius * (edge[i] - 0.5));
        });
    return inside;
  }

  private static float[] river(Scene scene, boolean straight) {
    Canvas canvas = scene.canvas();
    Path path = Path.any(scene, straight ? 0.05 : 0.28, 0.3);
    double half = canvas.extent() * scene.between(0.1, 0.24);
    float[] edge = scene.noise(half * 1.5, 4, 0.55);
    float[] inside = new float[canvas.side() * canvas.side()];
    canvas.everywhere(
        (i, x, y) ->
            inside[i] =
                (float) (half - Math.abs(path.across(x, y)) + 0.8 * half * (edge[i] - 0.5)));
    return inside;
  }

  private static void flood(Scene scene, float[] inside) {
    Canvas canvas = scene.canvas();
    Rgb deep = scene.one(DEEP).times(scene.between(0.8, 1.3));
    Rgb shallow = scene.one(SHALLOW);
    Rgb shore = scene.one(SHORES);
    double beach = canvas.extent() * scene.between(0.015, 0.06);
    double shelf = canvas.extent() * scene.between(0.05, 0.16);
    double ripple = canvas.spacing() * scene.between(0.05, 0.35);
    float[] ripples = scene.streaks(5 * canvas.spacing(), 4, scene.direction());
    float[] depth = scene.noise(canvas.extent() * 0.4, 3, 0.5);
    float[] fringe = scene.noise(4 * canvas.spacing(), 3, 0.8);
    canvas.everywhere(
        (i, x, y) -> {
          double wet = inside[i];
          if (wet > 0) {
            double down = wet / shelf + 0.5 * (depth[i] - 0.5);
            Rgb colour = shallow.mix(deep, down).times(0.9 + 0.2 * depth[i]);
            canvas.paint(i, shore.times(0.6).mix(colour, wet / (0.25 * shelf)));
            canvas.setHeight(i, ripple * ripples[i]);
          } else if (wet > -4 * beach) {
            double bank = 1 + (wet + 0.8 * beach * (fringe[i] - 0.5)) / beach;
            canvas.blend(
                i, shore.times((0.7 - 0.4 * wet / beach) * (0.8 + 0.4 * fringe[i])), 3 * bank);
            canvas.lift(i, Math.min(0.5, -0.25 * wet));
          } else {
            canvas.lift(i, Math.min(0.5, -0.25 * wet));
          }
        });
    reeds(scene, inside, beach);
  }

  private static void reeds(Scene scene, float[] inside, double beach) {
    Canvas canvas = scene.canvas();
    Rgb colour = Rgb.of(0x5e6b34).mix(Rgb.of(0xa6965c), scene.between(0, 1));
    Crowns crowns = new Crowns(scene, 3);
    float[] where = scene.noise(canvas.extent() * 0.3, 2, 0.5);
    double much = scene.between(0.3, 0.62);
    for (int reed = 0; reed < 900; reed++) {
      double x = scene.anywhere();
      double y = scene.anywhere();
      double radius = canvas.spacing() * scene.between(1.4, 3);
      double tone = scene.between(0.7, 1.2);
      int index = canvas.index(x, y);
      if (inside[index] > -1.5 * beach && inside[index] < 0.8 * beach && where[index] < much) {
        Crowns.Dome dome = new Crowns.Dome(radius, 0.2, 2.5 * radius, 0.8);
        crowns.dome(x, y, dome, colour.times(tone));
      }
    }
  }
}
