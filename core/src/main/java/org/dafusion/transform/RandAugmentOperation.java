package org.dafusion.transform;

import java.util.function.ToDoubleFunction;
import org.dafusion.image.Image;

/**
 * The operations of torchvision 0.14's {@code RandAugment}, in its order, each bit for bit as its
 * function on a Pillow picture by nearest neighbour without a fill.
 *
 * <p>A magnitude comes from a scale of evenly spaced bins in float32, as {@code torch.linspace}
 * spaces them; how far the scale reaches may depend on the picture.
 */
public enum RandAugmentOperation {
  /** Nothing. */
  IDENTITY("Identity", Scale.NONE, (image, magnitude) -> image),
  /** Columns per row. */
  SHEAR_X("ShearX", Scale.signed(0.3), (image, slope) -> sheared(image, slope, 0)),
  /** Rows per column. */
  SHEAR_Y("ShearY", Scale.signed(0.3), (image, slope) -> sheared(image, 0, slope)),
  /** Pixels to the right, of which whole ones count. */
  TRANSLATE_X(
      "TranslateX",
      Scale.signed(image -> 150.0 / 331.0 * image.width()),
      (image, pixels) -> translated(image, (int) pixels, 0)),
  /** Pixels down, of which whole ones count. */
  TRANSLATE_Y(
      "TranslateY",
      Scale.signed(image -> 150.0 / 331.0 * image.height()),
      (image, pixels) -> translated(image, 0, (int) pixels)),
  /** Degrees counter-clockwise. */
  ROTATE("Rotate", Scale.signed(30), Rotation::of),
  /** What is added to a factor of 1. */
  BRIGHTNESS("Brightness", Scale.signed(0.9), (image, m) -> Enhancement.brightness(image, 1 + m)),
  /** What is added to a factor of 1. */
  COLOR("Color", Scale.signed(0.9), (image, m) -> Enhancement.colour(image, 1 + m)),
  /** What is added to a factor of 1. */
  CONTRAST("Contrast", Scale.signed(0.9), (image, m) -> Enhancement.contrast(image, 1 + m)),
  /** What is added to a factor of 1. */
  SHARPNESS("Sharpness", Scale.signed(0.9), (image, m) -> Enhancement.sharpness(image, 1 + m)),
  /** Bits that are kept, 8 down to 4. */
  POSTERIZE(
      "Posterize",
      new Scale(false, (image, bin, bins) -> 8 - Math.rint((float) bin / ((bins - 1) / 4f))),
      (image, bits) -> ToneCurve.posterized(image, (int) bits)),
  /** Lowest value that is turned into its opposite, 255 down to 0. */
  SOLARIZE(
      "Solarize",
      new Scale(false, (image, bin, bins) -> linear(255, 0, bin, bins)),
      ToneCurve::solarized),
  /** Has no magnitude. */
  AUTO_CONTRAST(
      "AutoContrast", Scale.NONE, (image, magnitude) -> ToneCurve.contrastStretched(image)),
  /** Has no magnitude. */
  EQUALIZE("Equalize", Scale.NONE, (image, magnitude) -> ToneCurve.equalised(image));

  private final String label;
  private final Scale scale;
  private final Effect effect;

  RandAugmentOperation(String label, Scale scale, Effect effect) {
    this.label = label;
    this.scale = scale;
    this.effect = effect;
  }

  /** Torchvision's name. */
  public String label() {
    return label;
  }

  /** Whether the magnitude may as well be negative. */
  public boolean signed() {
    return scale.signed;
  }

  /**
   * A magnitude of the scale for a picture, without its sign; 0 where there is none.
   *
   * @param bin 0 to below bins
   * @param bins at least 2
   */
  public double magnitude(Image image, int bin, int bins) {
    return scale.bins.magnitude(image, bin, bins);
  }

  /** The changed picture, of the same size. */
  public Image apply(Image image, double magnitude) {
    return effect.apply(image, magnitude);
  }

  /** Torchvision gives the angle in degrees, and so takes it through two conversions. */
  private static Image sheared(Image image, double slopeX, double slopeY) {
    return new NearestAffine(1, throughDegrees(slopeX), 0, throughDegrees(slopeY), 1, 0).of(image);
  }

  private static double throughDegrees(double slope) {
    return StrictMath.tan(Math.toRadians(Math.toDegrees(StrictMath.atan(slope))));
  }

  private static Image translated(Image image, int right, int down) {
    return new NearestAffine(1, 0, -right, 0, 1, -down).of(image);
  }

  /**
   * As {@code torch.linspace}, which counts from both ends. Its last bit may differ from torch's,
   * where that depends on the processor's vectors; at the default bin the two are equal.
   */
  private static float linear(double start, double end, int bin, int bins) {
    float first = (float) start;
    float last = (float) end;
    float step = (last - first) / (bins - 1);
    return bin < bins / 2 ? first + step * bin : last - step * (bins - bin - 1);
  }

  private interface Effect {
    Image apply(Image image, double magnitude);
  }

  private interface Bins {
    double magnitude(Image image, int bin, int bins);
  }

  private record Scale(boolean signed, Bins bins) {
    static final Scale NONE = new Scale(false, (image, bin, bins) -> 0);

    static Scale signed(double largest) {
      return signed(image -> largest);
    }

    static Scale signed(ToDoubleFunction<Image> largest) {
      return new Scale(
          true, (image, bin, bins) -> linear(0, largest.applyAsDouble(image), bin, bins));
    }
  }
}
