package org.dafusion.transform;

import org.dafusion.image.Image;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.random.UniformDraws;

/**
 * The views that DA-Fusion trains its classifier on, without RandAugment: squash to a square
 * (bilinear), mirror left to right with probability 0.5, turn by an angle drawn evenly from -15 to
 * 15 degrees (nearest neighbour, black corners).
 *
 * @param size side of the square in pixels, at least 1
 */
public record TrainTransform(int size) implements ImageTransform {
  private static final double FLIP_PROBABILITY = 0.5;
  private static final double LARGEST_TURN = 15;

  @Override
  public Image apply(Image image, long seed) {
    UniformDraws random = new UniformDraws(seed);
    boolean flip = random.unit() < FLIP_PROBABILITY;
    double degrees = random.between(-LARGEST_TURN, LARGEST_TURN);
    Image square = Resize.to(image, size, size, Resample.BILINEAR);
    return Rotation.of(flip ? HorizontalFlip.of(square) : square, degrees);
  }
}
