package org.dafusion.transform;

import org.dafusion.image.Image;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;

/**
 * The view that a classifier is judged by: the whole picture squashed to a square, nothing cut off
 * and nothing random.
 *
 * @param size side of the square in pixels, at least 1
 */
public record EvaluationTransform(int size) implements ImageTransform {
  /** The view; every seed gives the same. */
  @Override
  public Image apply(Image image, long seed) {
    return Resize.to(image, size, size, Resample.BILINEAR);
  }
}
