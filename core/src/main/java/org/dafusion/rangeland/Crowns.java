package org.dafusion.rangeland;

/** Leafy things from above: a ragged dome, and clumps of domes. */
final class Crowns {
  private final Scene scene;
  private final float[] grain;

  /**
   * @param samples wavelength, in samples, of the noise that breaks up rims and surfaces
   */
  Crowns(Scene scene, double samples) {
    this.scene = scene;
    grain = scene.noise(samples * scene.canvas().spacing(), 2, 0.8);
  }

  /** What noise does to a colour at a sample, 0 to 1. */
  float grain(int index) {
    return grain[index];
  }

  /**
   * @param radius metres
   * @param base height of its rim in metres
   * @param height of its top above the rim
   * @param ragged how much noise breaks its rim, 0 for none
   */
  record Dome(double radius, double base, double height, double ragged) {}

  /** Puts a dome over what is lower than it. */
  void dome(double x, double y, Dome dome, Rgb colour) {
    Canvas canvas = scene.canvas();
    canvas.disc(
        x,
        y,
        dome.radius(),
        (i, dx, dy, square) -> {
          double inside = 1 - square - dome.ragged() * Math.max(0, grain[i] - 0.4);
          if (inside <= 0) {
            return;
          }
          double bulge = Math.sqrt(inside);
          double top = dome.base() + dome.height() * bulge;
          if (top > canvas.height(i)) {
            canvas.paint(i, colour.times((0.55 + 0.5 * bulge) * (0.72 + 0.56 * grain[i])));
            canvas.setHeight(i, top);
          }
        });
  }

  /**
   * A crown of many bunches of leaves.
   *
   * @param radius metres of the whole
   * @param height metres of its top above the ground
   * @param bunches how many domes make it up
   */
  void clump(double x, double y, double radius, double height, int bunches, Rgb colour) {
    double heart = 0.72 * radius;
    dome(x, y, new Dome(heart, 0.15 * height, 0.6 * height, 0.5), colour.times(0.75));
    for (int bunch = 0; bunch < bunches; bunch++) {
      double dx;
      double dy;
      do {
        dx = scene.between(-1, 1);
        dy = scene.between(-1, 1);
      } while (dx * dx + dy * dy > 1);
      double square = dx * dx + dy * dy;
      double own = radius * scene.between(0.2, 0.36) * (1.15 - 0.35 * square);
      double base = height * (0.78 - 0.55 * square) * scene.between(0.85, 1.1);
      dome(
          x + dx * radius * 0.78,
          y + dy * radius * 0.78,
          new Dome(own, base, 0.25 * height, 0.7),
          colour.times(scene.between(0.8, 1.25)));
    }
  }
}
