package org.dafusion.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.List;
import org.dafusion.engine.HostMemory;
import org.dafusion.image.Image;

/**
 * Normalised pictures as one array, with their labels.
 *
 * @param pixels (rows, 3, height, width), float32; the rows after the last picture are zero
 * @param labels class of each picture, in row order; there may be fewer than rows
 */
public record ImageBatch(NDArray pixels, List<Integer> labels) {
  public ImageBatch {
    labels = List.copyOf(labels);
  }

  /**
   * Makes a batch of a fixed number of rows, because a network's results may depend on the size of
   * the batch in their last bits.
   *
   * @param scope the manager that the array is to belong to
   * @param images at least one, at most {@code rows}, all of one size
   * @param labels one for each image
   * @param rows size of the batch
   */
  public static ImageBatch of(
      NDManager scope,
      List<Image> images,
      List<Integer> labels,
      Normalisation normalisation,
      int rows) {
    if (images.isEmpty() || images.size() > rows || images.size() != labels.size()) {
      throw new IllegalArgumentException(
          "Invalid batch: must hold 1 to %d pictures with a label each, found %d with %d labels"
              .formatted(rows, images.size(), labels.size()));
    }
    int width = images.get(0).width();
    int height = images.get(0).height();
    int length = Math.multiplyExact(Image.CHANNELS, Math.multiplyExact(width, height));
    float[] values = new float[Math.multiplyExact(rows, length)];
    for (int row = 0; row < images.size(); row++) {
      Image image = images.get(row);
      if (image.width() != width || image.height() != height) {
        throw new IllegalArgumentException(
            "Invalid batch: must hold pictures of one size, found %s and %s"
                .formatted(images.get(0), image));
      }
      normalisation.write(image, values, row * length);
    }
    Shape shape = new Shape(rows, Image.CHANNELS, height, width);
    return new ImageBatch(HostMemory.floats(scope, values, shape), labels);
  }

  /** The pixels of a batch without labels that has a row for each picture; see {@link #of}. */
  public static NDArray pixels(NDManager scope, List<Image> images, Normalisation normalisation) {
    List<Integer> none = Collections.nCopies(images.size(), 0);
    return of(scope, images, none, normalisation, images.size()).pixels();
  }

  /** How many rows hold a picture. */
  public int size() {
    return labels.size();
  }
}
