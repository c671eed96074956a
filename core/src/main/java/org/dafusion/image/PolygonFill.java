package org.dafusion.image;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The pixels within one outline, as cocoapi's {@code maskApi.c} finds them ({@code rleFrPoly}).
 *
 * <p>The outline is walked on a grid of a fifth of a pixel, each edge in steps of one along its
 * longer side. Where the walk passes the middle of a pixel's column, the pixels of that column from
 * there on change between outside and inside. Pixels are counted column after column, so a change
 * below the last pixel of a column is one at the first of the next.
 */
final class PolygonFill {
  private static final int SCALE = 5;

  /** Where on the grid the middle of the first column and row lies. */
  private static final int MIDDLE = 2;

  private final int height;
  private final int width;

  /** Pixels, column after column, at which outside and inside change. */
  private final BitSet changes = new BitSet();

  private boolean walking;
  private int lastX;
  private int lastY;

  PolygonFill(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /**
   * Walks around.
   *
   * @param outline x, y, x, y and so on, in pixels; the last point joins the first
   */
  PolygonFill of(List<Double> outline) {
    int points = outline.size() / 2;
    for (int i = 0; i < points; i++) {
      int next = (i + 1) % points;
      edge(
          onGrid(outline.get(2 * i)),
          onGrid(outline.get(2 * i + 1)),
          onGrid(outline.get(2 * next)),
          onGrid(outline.get(2 * next + 1)));
    }
    return this;
  }

  /** Sets the pixels inside to 255; the others stay. */
  void addTo(byte[] columns) {
    int from = changes.nextSetBit(0);
    while (from >= 0 && from < columns.length) {
      int to = changes.nextSetBit(from + 1);
      int end = to < 0 ? columns.length : Math.min(to, columns.length);
      Arrays.fill(columns, from, end, (byte) 255);
      from = to < 0 ? -1 : changes.nextSetBit(to + 1);
    }
  }

  private static int onGrid(double pixels) {
    // the cast cuts towards zero, as C's does
    return (int) (SCALE * pixels + 0.5);
  }

  /** Always walked from its lower end in memory, so that both directions give the same points. */
  private void edge(int fromX, int fromY, int toX, int toY) {
    int wide = Math.abs(toX - fromX);
    int high = Math.abs(toY - fromY);
    boolean flat = wide >= high;
    boolean reversed = flat ? fromX > toX : fromY > toY;
    int startX = reversed ? toX : fromX;
    int startY = reversed ? toY : fromY;
    int steps = Math.max(wide, high);
    double rise =
        flat ? (reversed ? fromY - toY : toY - fromY) : (reversed ? fromX - toX : toX - fromX);
    double slope = rise / steps;
    for (int step = 0; steps > 0 && step <= steps; step++) {
      int along = reversed ? steps - step : step;
      int across = (int) ((flat ? startY : startX) + slope * along + 0.5);
      walkTo(flat ? startX + along : across, flat ? across : startY + along);
    }
  }

  private void walkTo(int x, int y) {
    if (walking && x != lastX) {
      cross(Math.min(x, lastX), Math.min(y, lastY));
    }
    walking = true;
    lastX = x;
    lastY = y;
  }

  /** Between this grid column and the next. */
  private void cross(int gridX, int gridY) {
    int column = Math.floorDiv(gridX - MIDDLE, SCALE);
    boolean middle = Math.floorMod(gridX - MIDDLE, SCALE) == 0;
    if (middle && column >= 0 && column < width) {
      // the first row whose middle is not above
      int row = Math.floorDiv(gridY - MIDDLE + SCALE - 1, SCALE);
      changes.flip(column * height + Math.min(Math.max(row, 0), height));
    }
  }
}
