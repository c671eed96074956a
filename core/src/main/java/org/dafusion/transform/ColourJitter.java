package org.dafusion.transform;

import org.dafusion.image.Image;
import org.dafusion.random.UniformDraws;

/**
 * Changes brightness, contrast and saturation, each by a random factor, one after the other in a
 * random order: torchvision's {@code ColorJitter} without its change of hue.
 *
 * @param most greatest distance of a factor from 1, 0 to below 1
 */
public record ColourJitter(double most) implements ImageTransform {
  private static final int CHANGES = 3;

  public ColourJitter {
    if (!(most >= 0 && most < 1)) {
      throw new IllegalArgumentException(
          "Invalid change of colours: must be at least 0 and below 1, found " + most);
    }
  }

  @Override
  public Image apply(Image image, long seed) {
    UniformDraws random = new UniformDraws(seed);
    double[] factors = new double[CHANGES];
    for (int i = 0; i < CHANGES; i++) {
      factors[i] = random.between(1 - most, 1 + most);
    }
    int first = random.below(CHANGES);
    int step = 1 + random.below(2);
    Image changed = image;
    for (int i = 0; i < CHANGES; i++) {
      int change = (first + i * step) % CHANGES;
      changed =
          switch (change) {
            case 0 -> Enhancement.brightness(changed, factors[change]);
            case 1 -> Enhancement.contrast(changed, factors[change]);
            default -> Enhancement.colour(changed, factors[change]);
          };
    }
    return changed;
  }
}
