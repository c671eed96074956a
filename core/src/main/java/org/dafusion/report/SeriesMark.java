package org.dafusion.report;

/** The mark of a series on its line, so that lines can be told apart without their colours. */
enum SeriesMark {
  CIRCLE(19, "M6 1.6a4.4 4.4 0 1 0 .01 0z"),
  TRIANGLE(17, "M6 1.2L10.8 10H1.2z"),
  SQUARE(15, "M2 2h8v8H2z"),
  DIAMOND(18, "M6 .8L11.2 6L6 11.2L.8 6z"),
  DOWNWARDS(25, "M6 10.8L10.8 2H1.2z"),
  CROSS(4, "M2 2L10 10M10 2L2 10"),
  PLUS(3, "M6 1v10M1 6h10");

  private final int shape;
  private final String path;

  SeriesMark(int shape, String path) {
    this.shape = shape;
    this.path = path;
  }

  /** The mark of a series by its place, from 0, not that of the baseline while there are others. */
  static SeriesMark of(int place) {
    return values()[1 + place % (values().length - 1)];
  }

  /** Its number in Lets-Plot, which is ggplot2's. */
  int shape() {
    return shape;
  }

  /** Its outline in a square of 12 pixels. */
  String path() {
    return path;
  }
}
