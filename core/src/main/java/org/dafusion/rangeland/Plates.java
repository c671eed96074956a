package org.dafusion.rangeland;

/** A plane broken into random cells of about unit size: Voronoi cells of jittered points. */
final class Plates {
  private Plates() {}

  /** About how far a point is from the nearest border between two cells. */
  static double border(long seed, double x, double y) {
    int column = (int) Math.floor(x);
    int row = (int) Math.floor(y);
    double nearest = 9;
    double second = 9;
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        double px = column + dx + Noise.corner(seed, column + dx, row + dy) - x;
        double py = row + dy + Noise.corner(seed + 1, column + dx, row + dy) - y;
        double square = px * px + py * py;
        if (square < nearest) {
          second = nearest;
          nearest = square;
        } else if (square < second) {
          second = square;
        }
      }
    }
    return (Math.sqrt(second) - Math.sqrt(nearest)) / 2;
  }
}
