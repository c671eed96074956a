package org.dafusion.transform;

import org.dafusion.image.Image;

/** Turns a picture into one view of it; all views of a transform have the same size. */
public interface ImageTransform {
  /**
   * One view.
   *
   * @param image of any size
   * @param seed decides every random choice, and nothing else does
   */
  Image apply(Image image, long seed);
}
