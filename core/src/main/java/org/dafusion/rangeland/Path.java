package org.dafusion.rangeland;

/**
 * A winding line across the tile, for rivers and roads.
 *
 * @param direction in which it runs on the whole
 * @param offset metres by which it misses the centre
 * @param winding metres of its swings
 * @param wave metres between swings
 * @param seed of the swings
 */
record Path(Direction direction, double offset, double winding, double wave, long seed) {

  /**
   * @param winding the most that it swings, as a share of the tile
   * @param offset the most by which it misses the centre, as a share of the tile
   */
  static Path any(Scene scene, double winding, double offset) {
    double extent = scene.canvas().extent();
    return new Path(
        scene.direction(),
        scene.between(-offset, offset) * extent,
        scene.between(0, 2 * winding) * extent,
        scene.between(0.6, 1.1) * extent,
        scene.freshSeed());
  }

  /** Metres of a point along the line. */
  double along(double x, double y) {
    return x * direction.x() + y * direction.y();
  }

  /** Metres of a point from the line; one side is negative. */
  double across(double x, double y) {
    double side = y * direction.x() - x * direction.y();
    return side - offset - winding * (Noise.curve(seed, along(x, y) / wave) - 0.5);
  }
}
