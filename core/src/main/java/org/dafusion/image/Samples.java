package org.dafusion.image;

/** The one check that {@link Image} and {@link Mask} share. */
final class Samples {
  private Samples() {}

  /** Returns {@code samples} if their number is height x width x channels. */
  static byte[] checked(String what, int width, int height, int channels, byte[] samples) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "Invalid %s: must be at least 1 x 1, found %d x %d".formatted(what, width, height));
    }
    long expected = (long) width * height * channels;
    if (samples.length != expected) {
      throw new IllegalArgumentException(
          "Invalid %s: %d x %d must have %d samples, found %d"
              .formatted(what, width, height, expected, samples.length));
    }
    return samples;
  }
}
