package org.dafusion.rangeland;

/** Boulders: blocks with a few flat faces, grown over by lichen. */
final class Rocks {
  private static final Rgb[] STONES = {
    Rgb.of(0x8f8c86), Rgb.of(0xa39c90), Rgb.of(0x7a7774), Rgb.of(0xa08874)
  };
  private static final Rgb[] LICHENS = {Rgb.of(0xb4b49c), Rgb.of(0x5f6154), Rgb.of(0x9c8f62)};

  private Rocks() {}

  static Description boulders(Scene scene) {
    Ground ground = Ground.any(scene);
    Canvas canvas = scene.canvas();
    Density density = Density.any(scene);
    Rgb stone = scene.one(STONES).times(scene.between(0.85, 1.25));
    Rgb lichen = scene.one(LICHENS);
    float[] patches = scene.noise(0.5, 4, 0.65);
    float[] grain = scene.noise(3 * canvas.spacing(), 2, 0.9);
    boolean large = scene.chance(0.45);
    double typical = large ? scene.between(0.9, 1.5) : scene.between(0.35, 0.65);
    int count = (int) (scene.places(typical * 2) * density.between(0.06, 0.4)) + 2;
    for (int rock = 0; rock < count; rock++) {
      double x = rock == 0 ? scene.inSight() : scene.anywhere();
      double y = rock == 0 ? scene.inSight() : scene.anywhere();
      double radius = typical * scene.between(0.35, 1.3);
      boulder(scene, x, y, radius, stone.times(scene.between(0.8, 1.2)), lichen, patches, grain);
    }
    String noun = large ? "large rocks" : "small rocks";
    return new Description(density.before(noun), "on " + ground.words());
  }

  /** A block is where it is inside of all its faces, and as high as the nearest face allows. */
  private static void boulder(
      Scene scene,
      double x,
      double y,
      double radius,
      Rgb stone,
      Rgb lichen,
      float[] patches,
      float[] grain) {
    Canvas canvas = scene.canvas();
    int faces = scene.count(5, 8);
    double[] nx = new double[faces];
    double[] ny = new double[faces];
    double[] steep = new double[faces];
    double[] far = new double[faces];
    Direction face = scene.direction();
    for (int f = 0; f < faces; f++) {
      face = face.turned((1 + scene.between(-0.3, 0.3)) / faces);
      nx[f] = face.x();
      ny[f] = face.y();
      far[f] = radius * scene.between(0.6, 0.95);
      steep[f] = scene.between(0.7, 2.2);
    }
    double height = radius * scene.between(0.5, 0.9);
    Direction tilt = scene.direction();
    double tilted = scene.between(0, 0.35);
    canvas.disc(
        x,
        y,
        radius,
        (i, dx, dy, square) -> {
          double top = height + tilted * (dx * tilt.x() + dy * tilt.y());
          for (int f = 0; f < faces; f++) {
            double inside = far[f] - dx * nx[f] - dy * ny[f] + 0.1 * radius * (patches[i] - 0.5);
            top = Math.min(top, inside * steep[f]);
          }
          top += 0.12 * radius * (patches[i] - 0.5);
          if (top > 0 && top + 0.05 > canvas.height(i)) {
            canvas.paint(i, stone.times(0.75 + 0.5 * grain[i]));
            canvas.blend(i, lichen, 5 * (patches[i] - 0.58));
            canvas.setHeight(i, top + 0.05);
          }
        });
  }
}
