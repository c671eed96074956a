package org.dafusion.rangeland;

/**
 * How much of something there is.
 *
 * @param share 0 for the least to 1 for the most that a cover shows
 */
record Density(double share) {

  static Density any(Scene scene) {
    return new Density(scene.between(0, 1));
  }

  /** From the low value at the least to the high one at the most. */
  double between(double low, double high) {
    return low + share * (high - low);
  }

  /** "sparse ", "dense " or nothing, to stand before a noun. */
  String before(String noun) {
    if (share < 0.3) {
      return "sparse " + noun;
    }
    return share > 0.7 ? "dense " + noun : noun;
  }
}
