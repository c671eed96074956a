package org.dafusion.augment;

import java.io.Serializable;
import java.util.List;
import org.dafusion.random.Seeds;

/**
 * The intensities t₀ that pictures are made at, drawn anew for each (paper, section 4.2): with
 * equal chance from a list, or evenly from a range.
 *
 * @param choices the list; a single entry means a fixed intensity
 * @param range lowest and highest, or empty where the list is drawn from
 */
public record Intensities(List<Double> choices, List<Double> range) implements Serializable {
  public Intensities {
    choices = List.copyOf(choices);
    range = List.copyOf(range);
  }

  /** The intensity of the picture with that seed. */
  public double draw(long seed) {
    double u = Seeds.unit(seed, "intensity");
    return range.isEmpty()
        ? choices.get((int) (u * choices.size()))
        : range.get(0) + u * (range.get(1) - range.get(0));
  }
}
