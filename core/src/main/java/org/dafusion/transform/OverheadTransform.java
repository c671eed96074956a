package org.dafusion.transform;

import org.dafusion.image.Image;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.image.Symmetry;
import org.dafusion.random.UniformDraws;

/**
 * The views that the reference trains on where pictures are taken from above (Leafy Spurge), which
 * have no up and down: squash to a square (bilinear), mirror left to right and top to bottom, each
 * with probability 0.5, turn by an angle drawn evenly from -45 to 45 degrees (nearest neighbour,
 * black corners).
 *
 * <p>The paper's appendix I turns with probability 0.5; the reference's code always does, and so
 * does this.
 *
 * @param size side of the square in pixels, at least 1
 */
public record OverheadTransform(int size) implements ImageTransform {
  private static final double FLIP_PROBABILITY = 0.5;
  private static final double LARGEST_TURN = 45;

  @Override
  public Image apply(Image image, long seed) {
    UniformDraws random = new UniformDraws(seed);
    boolean horizontal = random.unit() < FLIP_PROBABILITY;
    boolean vertical = random.unit() < FLIP_PROBABILITY;
    double degrees = random.between(-LARGEST_TURN, LARGEST_TURN);
    Image view = Resize.to(image, size, size, Resample.BILINEAR);
    view = horizontal ? Symmetry.HORIZONTAL_FLIP.of(view) : view;
    view = vertical ? Symmetry.VERTICAL_FLIP.of(view) : view;
    return Rotation.of(view, degrees);
  }
}
