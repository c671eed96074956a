package org.dafusion.data;

import java.util.Locale;

/**
 * What a drawn image shows, as the set of points that have the shape's colour.
 *
 * <p>Coordinates are relative to the shape: its centre is (0, 0) and its radius 1, y pointing down.
 */
enum Shape {
  CIRCLE {
    @Override
    boolean covers(double x, double y) {
      return x * x + y * y <= 1;
    }
  },
  SQUARE {
    @Override
    boolean covers(double x, double y) {
      return Math.max(Math.abs(x), Math.abs(y)) <= SQUARE_HALF_SIDE;
    }
  },
  STRIPES {
    @Override
    boolean covers(double x, double y) {
      double position = y / STRIPE_PERIOD;
      return position - Math.floor(position) < 0.5;
    }
  },
  TRIANGLE {
    @Override
    boolean covers(double x, double y) {
      // Three half planes at distance 1/2 from the centre: equilateral, with a corner at the top.
      return y <= 0.5 && SIN_60 * Math.abs(x) - 0.5 * y <= 0.5;
    }
  };

  /** About the area of the circle. */
  private static final double SQUARE_HALF_SIDE = 0.87;

  private static final double STRIPE_PERIOD = 0.8;
  private static final double SIN_60 = 0.8660254037844386;

  abstract boolean covers(double x, double y);

  String className() {
    return name().toLowerCase(Locale.ROOT);
  }
}
