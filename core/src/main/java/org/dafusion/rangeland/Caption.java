package org.dafusion.rangeland;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dafusion.random.UniformDraws;

/** Says in a few plain words what a tile shows. */
final class Caption {
  private static final double LOW_FLIGHT = 0.3;
  private static final double HIGH_FLIGHT = 0.72;

  private Caption() {}

  /**
   * One of four phrasings: everything that is known, twice as often as one of two shorter ones or
   * the class alone.
   *
   * @param flight height of the camera from 0 to 1
   */
  static String of(
      Cover cover, Description description, Sun sun, double flight, UniformDraws draws) {
    if (cover.kind() == Cover.Kind.NOVEL) {
      return cover.words();
    }
    String scene = (description.subject() + " " + description.ground()).strip();
    Stream<String> all = Stream.of(scene, sun.words(), view(flight));
    return switch (draws.below(5)) {
      case 0 -> "a photo of " + scene;
      case 1 -> cover.words() + " from above" + (sun.words().isEmpty() ? "" : ", " + sun.words());
      case 2 -> "a photo of " + article(cover) + cover.words();
      default -> all.filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    };
  }

  private static String article(Cover cover) {
    return switch (cover) {
      case DIRT_TRACK, GRAVEL_ROAD, PAVED_ROAD, PLOUGHED_FIELD -> "a ";
      default -> "";
    };
  }

  private static String view(double flight) {
    if (flight < LOW_FLIGHT) {
      return "close up";
    }
    return flight > HIGH_FLIGHT ? "from high up" : "";
  }
}
