package org.dafusion.augment;

import java.io.Serializable;
import java.util.List;
import org.dafusion.random.Seeds;

/**
 * The weight of classifier-free guidance that pictures are made with: the same for all, or drawn
 * anew for each, which the paper names as another way to vary them (section 4.2).
 *
 * @param scale the fixed weight
 * @param range lowest and highest to draw evenly from, or empty where the weight is fixed
 */
public record GuidanceScales(double scale, List<Double> range) implements Serializable {
  public GuidanceScales {
    range = List.copyOf(range);
  }

  /** The weight for the picture with that seed. */
  public double draw(long seed) {
    return range.isEmpty()
        ? scale
        : range.get(0) + Seeds.unit(seed, "guidance") * (range.get(1) - range.get(0));
  }

  /** The mean share of pictures whose weight is above {@code bound}, 0 to 1. */
  public double shareAbove(double bound) {
    double low = range.isEmpty() ? scale : range.get(0);
    double high = range.isEmpty() ? scale : range.get(1);
    if (low == high) {
      return low > bound ? 1 : 0;
    }
    return Math.max(0, Math.min(1, (high - bound) / (high - low)));
  }
}
