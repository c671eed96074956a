package org.dafusion.image;

/** A flip or a turn by right angles: every pixel goes to another place and none changes. */
public enum Symmetry {
  /** Left and right change places. */
  HORIZONTAL_FLIP(Orientation.TOP_RIGHT),
  /** Top and bottom change places. */
  VERTICAL_FLIP(Orientation.BOTTOM_LEFT),
  /** Turned by 90 degrees counter-clockwise; width and height change places. */
  TURN_90(Orientation.LEFT_BOTTOM),
  /** Turned by 180 degrees. */
  TURN_180(Orientation.BOTTOM_RIGHT),
  /** Turned by 270 degrees counter-clockwise; width and height change places. */
  TURN_270(Orientation.RIGHT_TOP);

  private final Orientation orientation;

  Symmetry(Orientation orientation) {
    this.orientation = orientation;
  }

  /** The picture, flipped or turned. */
  public Image of(Image image) {
    return orientation.upright(image);
  }
}
