package org.dafusion.transform;

import org.dafusion.image.Image;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.random.UniformDraws;

/**
 * The views of DA-Fusion's RandAugment baseline (Cubuk et al., 2020, as torchvision has it): squash
 * to a square (bilinear), then some operations one after the other. Flips and turns of {@link
 * TrainTransform} are left out, as there.
 *
 * <p>Each operation is drawn evenly from all {@link RandAugmentOperation}s, with replacement, and
 * where it has a sign that is drawn too. Torchvision draws from torch's generator instead.
 *
 * @param size side of the square in pixels, at least 1
 * @param operations of a view, at least 0; torchvision's default is 2
 * @param magnitude bin of every magnitude, 0 to below bins; torchvision's default is 9
 * @param bins of the scales of magnitudes, at least 2; torchvision's default is 31
 */
public record RandAugment(int size, int operations, int magnitude, int bins)
    implements ImageTransform {
  public RandAugment {
    if (operations < 0 || bins < 2 || magnitude < 0 || magnitude >= bins) {
      throw new IllegalArgumentException(
          "Invalid RandAugment: must have operations >= 0, bins >= 2 and magnitude from 0 to below bins, found %d, %d and %d"
              .formatted(operations, bins, magnitude));
    }
  }

  /** With torchvision's defaults, which the reference uses. */
  public static RandAugment ofSize(int size) {
    return new RandAugment(size, 2, 9, 31);
  }

  @Override
  public Image apply(Image image, long seed) {
    UniformDraws random = new UniformDraws(seed);
    RandAugmentOperation[] all = RandAugmentOperation.values();
    Image view = Resize.to(image, size, size, Resample.BILINEAR);
    for (int i = 0; i < operations; i++) {
      RandAugmentOperation operation = all[random.below(all.length)];
      double strength = operation.magnitude(view, magnitude, bins);
      boolean negative = operation.signed() && random.below(2) == 1;
      view = operation.apply(view, negative ? -strength : strength);
    }
    return view;
  }
}
