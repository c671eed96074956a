package org.dafusion.pretrain;

import java.util.List;
import org.dafusion.image.Image;
import org.dafusion.image.Symmetry;

/**
 * An image as it is, or flipped, turned, or both: a symmetry of the square.
 *
 * @param flipped whether left and right change places first
 * @param turns by 90 degrees counter-clockwise after that, 0 to 3
 */
record View(boolean flipped, int turns) {
  private static final View PLAIN = new View(false, 0);

  /** The names used in configuration. */
  static List<String> labels() {
    return List.of("none", "flip", "all");
  }

  /**
   * Those to draw from.
   *
   * @param label one of {@link #labels}
   */
  static List<View> of(String label) {
    return switch (label) {
      case "none" -> List.of(PLAIN);
      case "flip" -> List.of(PLAIN, new View(true, 0));
      case "all" ->
          List.of(
              PLAIN,
              new View(true, 0),
              new View(false, 1),
              new View(true, 1),
              new View(false, 2),
              new View(true, 2),
              new View(false, 3),
              new View(true, 3));
      default -> throw new IllegalArgumentException("There are no symmetries called " + label);
    };
  }

  Image of(Image image) {
    Image first = flipped ? Symmetry.HORIZONTAL_FLIP.of(image) : image;
    return switch (turns) {
      case 0 -> first;
      case 1 -> Symmetry.TURN_90.of(first);
      case 2 -> Symmetry.TURN_180.of(first);
      default -> Symmetry.TURN_270.of(first);
    };
  }
}
