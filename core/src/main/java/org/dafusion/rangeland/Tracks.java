package org.dafusion.rangeland;

/** Ways for wheels: ruts through grass, gravel and asphalt. */
final class Tracks {
  private static final Rgb[] GRAVELS = {Rgb.of(0xb5ac9c), Rgb.of(0xc4b8a0), Rgb.of(0xa29c92)};
  private static final Rgb[] ASPHALTS = {Rgb.of(0x55575a), Rgb.of(0x6a6b6c), Rgb.of(0x7b7b7a)};
  private static final Rgb WHITE = Rgb.of(0xdedcd4);

  private Tracks() {}

  static Description dirtTrack(Scene scene) {
    Ground ground = Ground.grass(scene);
    Canvas canvas = scene.canvas();
    Path path = Path.any(scene, 0.2, 0.2);
    Rgb earth = Soil.colour(scene).mix(Rgb.of(0xc2aa86), 0.35);
    double gauge = scene.between(0.75, 0.95);
    double width = scene.between(0.26, 0.42);
    double worn = scene.between(0.0, 0.5);
    float[] edge = scene.noise(0.7, 3, 0.6);
    float[] crumbs = scene.noise(5 * canvas.spacing(), 3, 0.8);
    canvas.everywhere(
        (i, x, y) -> {
          double from = Math.abs(path.across(x, y));
          double rut = 1 - Math.abs(from - gauge) / width + 0.9 * (edge[i] - 0.5);
          double middle = from < gauge ? worn * (0.7 + edge[i]) : 0;
          double bare = Math.max(2.6 * rut, middle);
          canvas.blend(i, earth.times(0.75 + 0.45 * crumbs[i]), bare);
          if (rut > 0) {
            canvas.setHeight(i, canvas.height(i) * (1 - 0.7 * rut) - 0.1 * rut);
          }
        });
    String noun = path.winding() > 0.28 * canvas.extent() ? "a winding dirt track" : "a dirt track";
    return new Description(noun, "through " + ground.words());
  }

  static Description gravelRoad(Scene scene) {
    Ground ground = Ground.any(scene);
    Canvas canvas = scene.canvas();
    Path path = Path.any(scene, 0.14, 0.2);
    Rgb gravel = scene.one(GRAVELS).times(scene.between(0.85, 1.15));
    double half = scene.between(2.0, 3.0);
    double lanes = scene.between(0.15, 0.4);
    float[] edge = scene.noise(1.4, 4, 0.65);
    float[] stones = scene.noise(2.6 * canvas.spacing(), 2, 1);
    float[] patches = scene.noise(canvas.extent() * 0.3, 3, 0.5);
    canvas.everywhere(
        (i, x, y) -> {
          double from = Math.abs(path.across(x, y));
          double on = half - from + 1.3 * (edge[i] - 0.5);
          if (on < -0.9) {
            return;
          }
          double wheel = Math.abs(from - 0.5 * half) / (0.3 * half);
          double packed = 1 + lanes * (0.5 - Math.min(1, wheel)) + 0.3 * (patches[i] - 0.5);
          canvas.blend(i, gravel.times(packed * (0.72 + 0.56 * stones[i])), 0.45 + 1.6 * on);
          canvas.setHeight(i, 0.03 * stones[i] + 0.05);
        });
    return new Description("a pale gravel road", "through " + ground.words());
  }

  static Description pavedRoad(Scene scene) {
    Ground ground = Ground.any(scene);
    Canvas canvas = scene.canvas();
    Path path = Path.any(scene, 0.09, 0.2);
    Rgb asphalt = scene.one(ASPHALTS).times(scene.between(0.85, 1.2));
    Rgb shoulder = scene.one(GRAVELS).times(0.85);
    double half = scene.between(2.7, 3.8);
    boolean lines = scene.chance(0.65);
    double dash = scene.between(4, 7);
    float[] edge = scene.noise(0.9, 3, 0.6);
    float[] wear = scene.noise(canvas.extent() * 0.3, 3, 0.6);
    float[] grit = scene.noise(2 * canvas.spacing(), 1, 1);
    canvas.everywhere(
        (i, x, y) -> {
          double from = Math.abs(path.across(x, y));
          double verge = half + 0.8 - from + 0.9 * (edge[i] - 0.5);
          if (verge < 0) {
            return;
          }
          canvas.blend(i, shoulder.times(0.7 + 0.6 * grit[i]), 2.5 * verge);
          canvas.setHeight(i, 0.03);
          double on = (half - from) / (2 * canvas.spacing());
          canvas.blend(i, asphalt.times(0.8 + 0.25 * wear[i] + 0.15 * grit[i]), on);
          if (lines) {
            double phase = path.along(x, y) / dash;
            boolean painted = phase - Math.floor(phase) < 0.55;
            canvas.blend(i, WHITE, painted ? line(canvas, from) : 0);
            canvas.blend(i, WHITE, line(canvas, from - half + 0.35));
          }
        });
    String noun = lines ? "a paved road with white lines" : "a grey paved road";
    return new Description(noun, "through " + ground.words());
  }

  /** How much of a sample the paint covers that lies this far from its middle. */
  private static double line(Canvas canvas, double metres) {
    double half = 0.11 + 0.5 * canvas.spacing();
    return Math.min(0.85, (half - Math.abs(metres)) / canvas.spacing());
  }
}
