package org.dafusion.transform;

import org.dafusion.image.Crop;
import org.dafusion.image.Image;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.random.UniformDraws;

/**
 * A random rectangle of a picture with the picture's own proportions, brought back to its size
 * (bilinear).
 *
 * @param least share of the sides that it has at least, above 0 to 1; 1 changes nothing
 */
public record RandomCrop(double least) implements ImageTransform {
  public RandomCrop {
    if (!(least > 0 && least <= 1)) {
      throw new IllegalArgumentException(
          "Invalid crop: must keep a share of the sides above 0 to 1, found " + least);
    }
  }

  @Override
  public Image apply(Image image, long seed) {
    UniformDraws random = new UniformDraws(seed);
    double share = random.between(least, 1);
    int width = Math.max(1, (int) Math.rint(share * image.width()));
    int height = Math.max(1, (int) Math.rint(share * image.height()));
    int left = random.below(image.width() - width + 1);
    int top = random.below(image.height() - height + 1);
    return Resize.to(
        Crop.of(image, left, top, width, height), image.width(), image.height(), Resample.BILINEAR);
  }
}
