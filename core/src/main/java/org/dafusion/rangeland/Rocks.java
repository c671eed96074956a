package org.dafusion.rangeland;

/** Boulders: blocks with a few flat faces, grown over by lichen. */
final class Rocks {
  private static final Rgb[] STONES = {
    Rgb.of(0x8f8c86), Rgb.of(0xa39c90), Rgb.of(0x7a7774), Rgb.of(0xa08874)
  };
  private static final Rgb[] LICHENS = {Rgb.of(0xb4b49c), Rgb.of(0x5f6154), Rgb.of(0x9c8f62)};

  private final Scene scene;
  private final Canvas canvas;
  private final Rgb stone;
  private final Rgb lichen;
  private final float[] patches;
  private final float[] grain;

  private Rocks(Scene scene) {
    this.scene = scene;
    canvas = scene.canvas();
    stone = scene.one(STONES).times(scene.between(0.85, 1.25));
    lichen = scene.one(LICHENS);
    patches = scene.noise(0.5, 4, 0.65);
    grain = scene.noise(3 * canvas.spacing(), 2, 0.9);
  }

  static Description boulders(Scene scene) {
    Ground ground = Ground.any(scene);
    Density density = Density.any(scene);
    Rocks rocks = new Rocks(scene);
    boolean large = scene.chance(0.45);
    double typical = large ? scene.between(0.9, 1.5) : scene.between(0.42, 0.7);
    int count = (int) (scene.places(typical * 2) * density.between(0.12, 0.5)) + 2;
    for (int rock = 0; rock < count; rock++) {
      double x = rock == 0 ? scene.inSight() : scene.anywhere();
      double y = rock == 0 ? scene.inSight() : scene.anywhere();
      double radius = typical * scene.between(rock == 0 ? 0.9 : 0.35, 1.3);
      rocks.boulder(x, y, radius, rocks.stone.times(scene.between(0.8, 1.2)));
    }
    String noun = large ? "large rocks" : "small rocks";
    return new Description(density.before(noun), "on " + ground.words());
  }

  /** A block is where it is inside of all its faces, and as high as the nearest face allows. */
  private void boulder(double x, double y, double radius, Rgb colour) {
    Face[] faces = faces(radius);
    double height = radius * scene.between(0.5, 0.9);
    Direction tilt = scene.direction();
    double tilted = scene.between(0, 0.35);
    canvas.disc(
        x,
        y,
        radius,
        (i, dx, dy, square) -> {
          double rough = radius * (patches[i] - 0.5);
          double top = height + tilted * (dx * tilt.x() + dy * tilt.y());
          for (Face face : faces) {
            top = Math.min(top, face.height(dx, dy, 0.1 * rough));
          }
          top += 0.12 * rough;
          if (top > 0 && top + 0.05 > canvas.height(i)) {
            canvas.paint(i, colour.times(0.75 + 0.5 * grain[i]));
            canvas.blend(i, lichen, 5 * (patches[i] - 0.58));
            canvas.setHeight(i, top + 0.05);
          }
        });
  }

  private Face[] faces(double radius) {
    Face[] faces = new Face[scene.count(5, 8)];
    Direction out = scene.direction();
    for (int f = 0; f < faces.length; f++) {
      out = out.turned((1 + scene.between(-0.3, 0.3)) / faces.length);
      faces[f] = new Face(out, radius * scene.between(0.6, 0.95), scene.between(0.7, 2.2));
    }
    return faces;
  }

  /**
   * A flat side of a block.
   *
   * @param out the way it looks
   * @param far metres from the block's centre to its foot
   * @param steep metres that it rises per metre inwards
   */
  private record Face(Direction out, double far, double steep) {
    double height(double x, double y, double rough) {
      return (far - x * out.x() - y * out.y() + rough) * steep;
    }
  }
}
