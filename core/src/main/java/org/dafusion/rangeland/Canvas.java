package org.dafusion.rangeland;

/**
 * Reflectance and height of a piece of land, seen from straight above.
 *
 * <p>Positions are metres from the centre of the tile, y pointing down. The samples reach beyond
 * the visible tile by a margin, so that things outside it cast their shadows into it.
 */
final class Canvas {
  /** Samples across one pixel. */
  static final int POINTS = 2;

  private final int size;
  private final int margin;
  private final int side;
  private final double extent;
  private final double spacing;
  private final float[] red;
  private final float[] green;
  private final float[] blue;
  private final float[] height;

  /** What is done at a sample of the whole canvas. */
  interface Everywhere {
    void at(int index, double x, double y);
  }

  /** What is done at a sample of a disc: place relative to its centre, squared share of radius. */
  interface InDisc {
    void at(int index, double dx, double dy, double square);
  }

  /** What is done at a sample near a line: how far along, 0 to 1, and squared share of width. */
  interface AlongLine {
    void at(int index, double along, double square);
  }

  /**
   * @param size side of the visible tile in pixels
   * @param extent side of the visible tile in metres
   */
  Canvas(int size, double extent) {
    this.size = size;
    this.extent = extent;
    margin = size / 8 * POINTS;
    side = size * POINTS + 2 * margin;
    spacing = extent / (size * POINTS);
    red = new float[side * side];
    green = new float[side * side];
    blue = new float[side * side];
    height = new float[side * side];
  }

  /** Side of the visible tile in pixels. */
  int size() {
    return size;
  }

  /** Samples in a row, margins included. */
  int side() {
    return side;
  }

  /** Samples on each side that are not seen. */
  int margin() {
    return margin;
  }

  /** Side of the visible tile in metres. */
  double extent() {
    return extent;
  }

  /** Metres between samples. */
  double spacing() {
    return spacing;
  }

  /** Metres from the centre to the border of what is drawn. */
  double reach() {
    return side * spacing / 2;
  }

  /** Metres from the centre of a column or row of samples. */
  double metres(int place) {
    return (place + 0.5 - side / 2.0) * spacing;
  }

  /** The sample at a place; the nearest one for a place outside. */
  int index(double x, double y) {
    return place(y) * side + place(x);
  }

  private int place(double metres) {
    return Math.max(0, Math.min(side - 1, (int) Math.floor(metres / spacing + side / 2.0)));
  }

  float red(int index) {
    return red[index];
  }

  float green(int index) {
    return green[index];
  }

  float blue(int index) {
    return blue[index];
  }

  float height(int index) {
    return height[index];
  }

  void paint(int index, Rgb colour) {
    red[index] = colour.red();
    green[index] = colour.green();
    blue[index] = colour.blue();
  }

  /** Lays a colour over a sample: nothing at 0, all of it at 1. */
  void blend(int index, Rgb colour, double share) {
    float t = (float) Math.max(0, Math.min(1, share));
    red[index] += t * (colour.red() - red[index]);
    green[index] += t * (colour.green() - green[index]);
    blue[index] += t * (colour.blue() - blue[index]);
  }

  /** Makes a sample lighter or darker. */
  void scale(int index, double factor) {
    float f = (float) factor;
    red[index] *= f;
    green[index] *= f;
    blue[index] *= f;
  }

  void lift(int index, double metres) {
    height[index] += (float) metres;
  }

  void setHeight(int index, double metres) {
    height[index] = (float) metres;
  }

  void everywhere(Everywhere action) {
    for (int row = 0, index = 0; row < side; row++) {
      double y = metres(row);
      for (int column = 0; column < side; column++, index++) {
        action.at(index, metres(column), y);
      }
    }
  }

  /** Visits the samples nearer to a point than a radius. */
  void disc(double x, double y, double radius, InDisc action) {
    int left = first(x - radius);
    int right = last(x + radius);
    int bottom = last(y + radius);
    double scale = 1 / (radius * radius);
    for (int row = first(y - radius); row <= bottom; row++) {
      double dy = metres(row) - y;
      for (int column = left; column <= right; column++) {
        double dx = metres(column) - x;
        double square = (dx * dx + dy * dy) * scale;
        if (square < 1) {
          action.at(row * side + column, dx, dy, square);
        }
      }
    }
  }

  /** Visits the samples nearer to a line from (x, y) over (dx, dy) than half its width. */
  void line(double x, double y, double dx, double dy, double halfWidth, AlongLine action) {
    int left = first(Math.min(x, x + dx) - halfWidth);
    int right = last(Math.max(x, x + dx) + halfWidth);
    int bottom = last(Math.max(y, y + dy) + halfWidth);
    double length = 1 / Math.max(1e-12, dx * dx + dy * dy);
    double scale = 1 / (halfWidth * halfWidth);
    for (int row = first(Math.min(y, y + dy) - halfWidth); row <= bottom; row++) {
      double py = metres(row) - y;
      for (int column = left; column <= right; column++) {
        double px = metres(column) - x;
        double along = Math.max(0, Math.min(1, (px * dx + py * dy) * length));
        double awayX = px - along * dx;
        double awayY = py - along * dy;
        double square = (awayX * awayX + awayY * awayY) * scale;
        if (square < 1) {
          action.at(row * side + column, along, square);
        }
      }
    }
  }

  private int first(double metres) {
    return (int) Math.max(0, Math.ceil(metres / spacing + side / 2.0 - 0.5));
  }

  private int last(double metres) {
    return (int) Math.min(side - 1, Math.floor(metres / spacing + side / 2.0 - 0.5));
  }
}
