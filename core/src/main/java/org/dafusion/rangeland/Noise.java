package org.dafusion.rangeland;

/**
 * Value noise: random values at the corners of a lattice, smoothly joined, in several octaves.
 *
 * <p>The corners are hashes of whole numbers, so a field is a function of its seed and of the place
 * in metres alone. Values lie in 0 to 1 around 0.5. Each octave's lattice is turned, so that none
 * shows; octaves finer than two samples are left out, since they could not be seen.
 */
final class Noise {
  private static final double TO_UNIT = 0x1p-24;

  private Noise() {}

  /** Alike in all directions; each octave has half the wavelength and {@code gain} the weight. */
  static float[] field(Canvas canvas, long seed, double metres, int octaves, double gain) {
    float[] values = new float[canvas.side() * canvas.side()];
    double total = 0;
    double weight = 1;
    for (int octave = 0; octave < octaves; octave++) {
      if (octave > 0 && metres < 2 * canvas.spacing()) {
        break;
      }
      // Pythagorean triples turn a lattice without a sine.
      double cos = octave % 2 == 0 ? 0.8 : 5.0 / 13;
      double sin = octave % 2 == 0 ? 0.6 : 12.0 / 13;
      double scale = 1 / Math.max(metres, 1.2 * canvas.spacing());
      add(canvas, values, seed + octave, cos * scale, sin * scale, 1, weight);
      total += weight;
      weight *= gain;
      metres /= 2;
    }
    normalise(values, total);
    return values;
  }

  /** One octave, drawn out along a direction. */
  static float[] streaks(
      Canvas canvas, long seed, double metres, double stretch, Direction direction) {
    float[] values = new float[canvas.side() * canvas.side()];
    double scale = 1 / Math.max(metres, 1.2 * canvas.spacing());
    add(canvas, values, seed, -direction.y() * scale, direction.x() * scale, 1 / stretch, 1);
    return values;
  }

  /** A smooth random curve at a place along a line, in 0 to 1. */
  static double curve(long seed, double place) {
    double cell = Math.floor(place);
    double t = fade(place - cell);
    double left = corner(seed, (int) cell, 0);
    return left + t * (corner(seed, (int) cell + 1, 0) - left);
  }

  private static void normalise(float[] values, double total) {
    float factor = (float) (1 / total);
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  // (a, b) is the unit across the streaks per metre; along them it is (b, -a) times squeeze.
  private static void add(
      Canvas canvas, float[] values, long seed, double a, double b, double squeeze, double weight) {
    double c = b * squeeze;
    double d = -a * squeeze;
    double reach = canvas.reach();
    int leastU = (int) Math.floor(-reach * (Math.abs(a) + Math.abs(b))) - 1;
    int leastV = (int) Math.floor(-reach * (Math.abs(c) + Math.abs(d))) - 1;
    int acrossU = -2 * leastU + 2;
    float[] corners = corners(seed, leastU, leastV, acrossU, -2 * leastV + 2);
    int side = canvas.side();
    double stepU = a * canvas.spacing();
    double stepV = c * canvas.spacing();
    double first = canvas.metres(0);
    for (int row = 0, index = 0; row < side; row++) {
      // Counted from the lattice's first corner, so that cutting off the fraction rounds down.
      double startU = first * a + canvas.metres(row) * b - leastU;
      double startV = first * c + canvas.metres(row) * d - leastV;
      for (int column = 0; column < side; column++, index++) {
        double u = startU + column * stepU;
        double v = startV + column * stepV;
        int cellU = (int) u;
        int cellV = (int) v;
        double s = fade(u - cellU);
        double t = fade(v - cellV);
        int corner = cellV * acrossU + cellU;
        double near = corners[corner] + s * (corners[corner + 1] - corners[corner]);
        int next = corner + acrossU;
        double far = corners[next] + s * (corners[next + 1] - corners[next]);
        values[index] += (float) (weight * (near + t * (far - near)));
      }
    }
  }

  private static float[] corners(long seed, int leastU, int leastV, int acrossU, int acrossV) {
    float[] corners = new float[acrossU * acrossV];
    for (int v = 0, index = 0; v < acrossV; v++) {
      for (int u = 0; u < acrossU; u++, index++) {
        corners[index] = (float) corner(seed, leastU + u, leastV + v);
      }
    }
    return corners;
  }

  private static double fade(double t) {
    return t * t * (3 - 2 * t);
  }

  static double corner(long seed, int u, int v) {
    long z = seed + u * 0x9e3779b97f4a7c15L + v * 0xc2b2ae3d27d4eb4fL;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return ((z ^ z >>> 31) >>> 40) * TO_UNIT;
  }
}
