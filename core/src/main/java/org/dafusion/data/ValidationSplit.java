package org.dafusion.data;

import java.util.List;
import java.util.Set;
import org.dafusion.config.Rules;
import org.dafusion.random.NumpyGenerator;

/**
 * Keeps a share of each class for validation, where a dataset does not say what is for what.
 *
 * @param fraction share that is kept, 0 to below 1: rounded down, but at least one image of a class
 *     that has two, and never all; 0 keeps none. Of images in clusters whole clusters are kept, as
 *     near to that number as these allow
 * @param seed seed of the choice, at least 0
 */
public record ValidationSplit(double fraction, long seed) {
  /** Keeps none. */
  static final ValidationSplit NONE = new ValidationSplit(0, 0);

  public ValidationSplit {
    Rules.of("dataset")
        .that(
            "validation-fraction",
            fraction >= 0 && fraction < 1,
            "be at least 0.0 and below 1.0",
            fraction)
        .verify();
  }

  /**
   * What is kept for validation. One NumPy generator permutes class after class.
   *
   * @param classes for each class and each of its images, in an order that is part of the choice,
   *     its group; images of equal groups, in whatever class, stay together
   * @return the groups that are kept
   */
  <G> Set<G> kept(List<List<G>> classes) {
    GroupedDraw<G> draw = new GroupedDraw<>(classes, new NumpyGenerator(seed));
    for (int label = 0; label < classes.size(); label++) {
      draw.take(label, kept(classes.get(label).size()));
    }
    return draw.taken();
  }

  private int kept(int images) {
    if (fraction == 0 || images < 2) {
      return 0;
    }
    return Math.max(1, Math.min(images - 1, Share.roundedDown(fraction, images)));
  }
}
