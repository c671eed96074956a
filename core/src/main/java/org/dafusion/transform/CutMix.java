package org.dafusion.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.dafusion.image.Image;
import org.dafusion.random.UniformDraws;

/**
 * Pastes boxes of other pictures into one, and shares its label among them by area (Yun et al.,
 * "CutMix", 2019), as the package {@code ildoonet/cutmix} does that the reference's option {@code
 * --use-cutmix} asks for.
 *
 * <p>Up to {@code mixes} times, each with its probability: λ ~ Beta(1, 1), which is even; a box
 * whose sides are √(1 - λ) of the picture's; its centre anywhere in the picture; what sticks out is
 * cut off, and λ is then taken from the area that is left.
 *
 * @param probability of each paste, 0 to 1; the package's example and the reference have 0.5
 * @param mixes pastes at most, at least 1; likewise 2
 */
public record CutMix(double probability, int mixes) {
  /** With the reference's values. */
  public static final CutMix REFERENCE = new CutMix(0.5, 2);

  public CutMix {
    if (!(probability >= 0 && probability <= 1) || mixes < 1) {
      throw new IllegalArgumentException(
          "Invalid CutMix: must have a probability from 0 to 1 and at least one mix, found %s and %d"
              .formatted(probability, mixes));
    }
  }

  /**
   * A box that is copied from a partner to the same place.
   *
   * @param partner which picture it comes from, by a number of the caller's
   * @param left first column
   * @param top first row
   * @param right column after the last; equal to {@code left} where the box is empty
   * @param bottom row after the last
   */
  public record Paste(int partner, int left, int top, int right, int bottom) {
    /** Pixels of the box. */
    public int area() {
      return (right - left) * (bottom - top);
    }
  }

  /**
   * Draws the boxes of one picture.
   *
   * @param size side of the square pictures in pixels
   * @param partner asked for a partner once for each box
   * @return in the order in which they are pasted; often none
   */
  public List<Paste> draw(int size, UniformDraws random, IntSupplier partner) {
    List<Paste> pastes = new ArrayList<>();
    for (int mix = 0; mix < mixes; mix++) {
      if (random.unit() < probability) {
        double lambda = random.unit();
        pastes.add(box(partner.getAsInt(), size, lambda, random.below(size), random.below(size)));
      }
    }
    return pastes;
  }

  /**
   * The box for a λ and a centre. Its sides are ⌊size √(1 - λ)⌋, of which the authors' code takes
   * the whole half to either side of the centre, so an odd one is a pixel shorter.
   *
   * @param lambda share of the picture that is to stay, 0 to 1
   */
  static Paste box(int partner, int size, double lambda, int centreX, int centreY) {
    int half = (int) (size * Math.sqrt(1 - lambda)) / 2;
    return new Paste(
        partner,
        Math.max(centreX - half, 0),
        Math.max(centreY - half, 0),
        Math.min(centreX + half, size),
        Math.min(centreY + half, size));
  }

  /**
   * What each picture counts in the label: the picture itself, then the partner of each paste. A
   * paste takes its share from all before it alike, whether or not it covers them.
   *
   * @param size side of the square picture in pixels
   * @return one more than pastes; they add up to 1
   */
  public static double[] weights(List<Paste> pastes, int size) {
    double[] weights = new double[pastes.size() + 1];
    weights[0] = 1;
    for (int i = 0; i < pastes.size(); i++) {
      double pasted = (double) pastes.get(i).area() / ((double) size * size);
      for (int before = 0; before <= i; before++) {
        weights[before] *= 1 - pasted;
      }
      weights[i + 1] = pasted;
    }
    return weights;
  }

  /**
   * The picture with the boxes pasted in.
   *
   * @param partners the picture of each paste, of the same size
   */
  public static Image apply(Image image, List<Image> partners, List<Paste> pastes) {
    if (pastes.isEmpty()) {
      return image;
    }
    byte[] rgb = image.rgb();
    for (int i = 0; i < pastes.size(); i++) {
      Paste paste = pastes.get(i);
      byte[] source = partners.get(i).rgb();
      int length = (paste.right() - paste.left()) * Image.CHANNELS;
      for (int y = paste.top(); y < paste.bottom(); y++) {
        int at = (y * image.width() + paste.left()) * Image.CHANNELS;
        System.arraycopy(source, at, rgb, at, length);
      }
    }
    return new Image(image.width(), image.height(), rgb);
  }
}
