package org.dafusion.pretrain;

import java.util.Objects;
import org.dafusion.image.Image;

/**
 * A picture to learn from, or to be judged by.
 *
 * @param image at the working size
 * @param caption what it shows; null where nobody said
 * @param label number of its class, from 0; the generative parts do not look at it
 */
public record TrainingImage(Image image, String caption, int label) {
  public TrainingImage {
    Objects.requireNonNull(image, "image");
    if (label < 0) {
      throw new IllegalArgumentException("Invalid label: must be 0 or more, found " + label);
    }
  }
}
