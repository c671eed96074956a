package org.dafusion.rangeland;

import org.dafusion.random.UniformDraws;

/**
 * Where the light comes from.
 *
 * @param shadows the direction in which shadows fall
 * @param elevation above the horizon, in turns
 * @param sky share of flat ground's light that comes from the sky, and so reaches shadows
 * @param words how a caption names the light; empty where it is nothing special
 */
record Sun(Direction shadows, double elevation, double sky, String words) {

  static Sun any(UniformDraws draws) {
    Direction shadows = Direction.any(draws);
    double choice = draws.unit();
    if (choice < 0.14) {
      return new Sun(shadows, degrees(draws.between(45, 60)), draws.between(0.8, 0.9), "overcast");
    }
    double sky = draws.between(0.26, 0.42);
    if (choice < 0.42) {
      return new Sun(shadows, degrees(draws.between(20, 32)), sky, "low sun");
    }
    if (choice < 0.7) {
      return new Sun(shadows, degrees(draws.between(55, 72)), sky, "high sun");
    }
    return new Sun(shadows, degrees(draws.between(34, 52)), sky, "");
  }

  private static double degrees(double degrees) {
    return degrees / 360;
  }

  /** Height that a shadow loses per metre. */
  double slope() {
    return StrictMath.tan(2 * Math.PI * elevation);
  }
}
