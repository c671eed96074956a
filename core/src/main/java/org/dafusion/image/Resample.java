package org.dafusion.image;

/**
 * Pillow's resampling filters.
 *
 * <p>All but {@link #NEAREST} widen with the scale when a picture shrinks, so they do not alias.
 */
public enum Resample {
  /** The sample under the centre of each new pixel; the one filter that makes no new values. */
  NEAREST(0) {
    @Override
    double weight(double x) {
      throw new UnsupportedOperationException("NEAREST has no weights");
    }
  },
  BOX(0.5) {
    @Override
    double weight(double x) {
      return x > -0.5 && x <= 0.5 ? 1 : 0;
    }
  },
  BILINEAR(1) {
    @Override
    double weight(double x) {
      double distance = Math.abs(x);
      return distance < 1 ? 1 - distance : 0;
    }
  },
  HAMMING(1) {
    @Override
    double weight(double x) {
      double distance = Math.abs(x);
      if (distance == 0) {
        return 1;
      }
      if (distance >= 1) {
        return 0;
      }
      double angle = distance * Math.PI;
      // Pillow's constants are single precision: 0.54f is not 0.54.
      return StrictMath.sin(angle) / angle * (0.54f + 0.46f * StrictMath.cos(angle));
    }
  },
  /** Keys' cubic with a = -0.5. */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double a = -0.5;
      double distance = Math.abs(x);
      if (distance < 1) {
        return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
      }
      if (distance < 2) {
        return (((distance - 5) * distance + 8) * distance - 4) * a;
      }
      return 0;
    }
  },
  /** Sinc windowed by sinc, three lobes. */
  LANCZOS(3) {
    @Override
    double weight(double x) {
      return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
  };

  private final double support;

  Resample(double support) {
    this.support = support;
  }

  /** Half the filter's width, in pixels of the larger picture. */
  double support() {
    return support;
  }

  /** The filter's value at a distance of {@code x} pixels; not normalised. */
  abstract double weight(double x);

  private static double sinc(double x) {
    if (x == 0) {
      return 1;
    }
    double angle = x * Math.PI;
    return StrictMath.sin(angle) / angle;
  }
}
