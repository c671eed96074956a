package org.dafusion.transform;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.image.Image;
import org.dafusion.random.UniformDraws;

/**
 * Changes brightness, contrast, saturation and hue at random, one after the other in a random
 * order, as torchvision's {@code ColorJitter}.
 *
 * @param most greatest distance of the factors of the first three from 1, 0 to below 1
 * @param hue greatest turn of the hue, 0 to 0.5 of a full one
 */
public record ColourJitter(double most, double hue) implements ImageTransform {
  public ColourJitter {
    if (!(most >= 0 && most < 1)) {
      throw new IllegalArgumentException(
          "Invalid change of colours: must be at least 0 and below 1, found " + most);
    }
    if (!(hue >= 0 && hue <= 0.5)) {
      throw new IllegalArgumentException("Invalid turn of the hue: must be 0 to 0.5, found " + hue);
    }
  }

  @Override
  public Image apply(Image image, long seed) {
    UniformDraws random = new UniformDraws(seed);
    List<Integer> left = new ArrayList<>(List.of(0, 1, 2, 3));
    Image changed = image;
    while (!left.isEmpty()) {
      int change = left.remove(random.below(left.size()));
      double factor = random.between(1 - most, 1 + most);
      changed =
          switch (change) {
            case 0 -> Enhancement.brightness(changed, factor);
            case 1 -> Enhancement.contrast(changed, factor);
            case 2 -> Enhancement.colour(changed, factor);
            default -> turned(changed, random.between(-hue, hue));
          };
    }
    return changed;
  }

  /** The way through HSV costs colours a little, so it is not taken in vain. */
  private Image turned(Image image, double turn) {
    return hue == 0 ? image : Hue.turned(image, (int) (turn * 255));
  }
}
