package org.dafusion.augment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dafusion.image.Mask;

/**
 * Which part of a picture is made anew. Upstream names results {@code mask-A-B} after the intensity
 * on the object and on the background.
 */
public enum MaskChoice {
  /** All of it. */
  NONE {
    @Override
    Mask repaint(Mask object, int window) {
      return null;
    }
  },
  /** The object alone; upstream's {@code mask-A-0}. */
  OBJECT {
    @Override
    Mask repaint(Mask object, int window) {
      return object.grown(window);
    }
  },
  /** All but the object; upstream's {@code mask-0-B}. */
  BACKGROUND {
    @Override
    Mask repaint(Mask object, int window) {
      return object.grown(window).inverted();
    }
  };

  /**
   * What to repaint: the object is grown first, in both cases, as upstream.
   *
   * @param object where the object is
   * @param window of {@link Mask#grown}
   * @return null for all of the picture
   */
  abstract Mask repaint(Mask object, int window);

  /** The word used in configuration files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words, in order. */
  public static List<String> words() {
    return Arrays.stream(values()).map(MaskChoice::word).toList();
  }

  /**
   * The choice of that word.
   *
   * @throws IllegalArgumentException if there is none, naming the words that exist
   */
  public static MaskChoice parse(String word) {
    for (MaskChoice choice : values()) {
      if (choice.word().equals(word)) {
        return choice;
      }
    }
    throw new IllegalArgumentException(
        "Invalid mask: must be one of " + words() + ", found \"" + word + "\"");
  }
}
