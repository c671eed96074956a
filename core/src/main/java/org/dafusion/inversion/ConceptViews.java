package org.dafusion.inversion;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.image.Image;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.image.Symmetry;

/**
 * The pictures that a token is learned from. All are squashed to a square with a bicubic filter, as
 * upstream, which crops nothing.
 */
public final class ConceptViews {
  private ConceptViews() {}

  /** For a token of a class: all its pictures. */
  public static List<Image> pooled(List<Image> images, int size) {
    return images.stream().map(image -> squashed(image, size)).toList();
  }

  /**
   * For a token of one picture: the picture, its turns by 90, 180 and 270 degrees, and its two
   * flips (paper, appendix I).
   */
  public static List<Image> specific(Image image, int size) {
    Image square = squashed(image, size);
    List<Image> views = new ArrayList<>(List.of(square));
    views.add(Symmetry.TURN_90.of(square));
    views.add(Symmetry.TURN_180.of(square));
    views.add(Symmetry.TURN_270.of(square));
    views.add(Symmetry.HORIZONTAL_FLIP.of(square));
    views.add(Symmetry.VERTICAL_FLIP.of(square));
    return List.copyOf(views);
  }

  /** A picture at the working size; one that has it stays as it is. */
  public static Image squashed(Image image, int size) {
    return Resize.to(image, size, size, Resample.BICUBIC);
  }
}
