package org.dafusion.rangeland;

/** Lights a canvas: slopes towards the sun are lighter, and what stands up casts a shadow. */
final class Lighting {
  // The sun is a little yellow and the sky, which alone lights the shadows, a little blue.
  private static final float[] SUN = {1.03f, 1.0f, 0.94f};
  private static final float[] SKY = {0.94f, 0.99f, 1.08f};

  private final Canvas canvas;
  private final Sun sun;

  Lighting(Canvas canvas, Sun sun) {
    this.canvas = canvas;
    this.sun = sun;
  }

  /** Red, green and blue of every sample, margins included; sunlit flat ground keeps its colour. */
  float[][] lit() {
    int side = canvas.side();
    float[] shadow = shadow();
    float[][] light = new float[3][side * side];
    double slope = sun.slope();
    // The direction to the sun, scaled so that flat ground receives 1.
    double towardsX = -sun.shadows().x() / slope;
    double towardsY = -sun.shadows().y() / slope;
    double direct = 1 - sun.sky();
    double perMetre = 0.5 / canvas.spacing();
    for (int row = 0; row < side; row++) {
      int above = Math.max(row - 1, 0) * side;
      int below = Math.min(row + 1, side - 1) * side;
      for (int column = 0; column < side; column++) {
        int index = row * side + column;
        int left = row * side + Math.max(column - 1, 0);
        int right = row * side + Math.min(column + 1, side - 1);
        double dx = (canvas.height(right) - canvas.height(left)) * perMetre;
        double dy = (canvas.height(below + column) - canvas.height(above + column)) * perMetre;
        double steep = 1 / Math.sqrt(1 + dx * dx + dy * dy);
        double facing = (1 - dx * towardsX - dy * towardsY) * steep;
        // Slopes that face a low sun would be many times as light as the ground; a camera clips.
        facing = Math.max(0, Math.min(1.7, facing));
        double sunlight = direct * facing * (1 - shadow[index]);
        double skylight = sun.sky() * (0.55 + 0.45 * steep);
        light[0][index] = (float) (canvas.red(index) * (sunlight * SUN[0] + skylight * SKY[0]));
        light[1][index] = (float) (canvas.green(index) * (sunlight * SUN[1] + skylight * SKY[1]));
        light[2][index] = (float) (canvas.blue(index) * (sunlight * SUN[2] + skylight * SKY[2]));
      }
    }
    return light;
  }

  /**
   * How much of the sun is hidden at each sample, 0 to 1.
   *
   * <p>Goes away from the sun line by line and carries along how high the shadow reaches: the
   * higher of land and shadow one step towards the sun, less what a shadow loses on that step.
   */
  float[] shadow() {
    int side = canvas.side();
    Direction away = sun.shadows();
    boolean byColumns = Math.abs(away.x()) >= Math.abs(away.y());
    double main = byColumns ? away.x() : away.y();
    double drift = (byColumns ? away.y() : away.x()) / Math.abs(main);
    int step = main > 0 ? 1 : -1;
    double loss = canvas.spacing() / Math.abs(main) * sun.slope();
    double soft = 1 / (1.5 * loss);
    float[] reach = new float[side * side];
    float[] shadow = new float[side * side];
    int stride = byColumns ? 1 : side;
    int across = byColumns ? side : 1;
    int start = step > 0 ? 0 : side - 1;
    for (int i = 0; i < side; i++) {
      reach[start * stride + i * across] = canvas.height(start * stride + i * across);
    }
    for (int line = start + step; line >= 0 && line < side; line += step) {
      int before = (line - step) * stride;
      for (int i = 0; i < side; i++) {
        double from = Math.max(0, Math.min(side - 1.001, i - drift));
        int low = (int) from;
        double share = from - low;
        double carried =
            reach[before + low * across] * (1 - share)
                + reach[before + (low + 1) * across] * share
                - loss;
        int index = line * stride + i * across;
        double land = canvas.height(index);
        reach[index] = (float) Math.max(carried, land);
        shadow[index] = (float) Math.max(0, Math.min(1, (carried - land) * soft));
      }
    }
    return shadow;
  }
}
