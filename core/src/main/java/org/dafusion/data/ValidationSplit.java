package org.dafusion.data;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.config.Rules;
import org.dafusion.random.NumpyGenerator;

/**
 * Keeps a share of each class for validation, where a dataset does not say what is for what.
 *
 * @param fraction share that is kept, 0 to below 1: rounded down, but at least one image of a class
 *     that has two, and never all; 0 keeps none
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
   * Which images are kept for validation. One NumPy generator permutes class after class.
   *
   * @param counts images of each class, in an order that is part of the choice
   * @return for each class and each of its images in their own order, whether it is kept
   */
  List<boolean[]> kept(List<Integer> counts) {
    NumpyGenerator generator = new NumpyGenerator(seed);
    List<boolean[]> kept = new ArrayList<>();
    for (int count : counts) {
      boolean[] ofClass = new boolean[count];
      int[] order = generator.permutation(count);
      for (int i = count - kept(count); i < count; i++) {
        ofClass[order[i]] = true;
      }
      kept.add(ofClass);
    }
    return kept;
  }

  private int kept(int images) {
    if (fraction == 0 || images < 2) {
      return 0;
    }
    return Math.max(1, Math.min(images - 1, Share.roundedDown(fraction, images)));
  }
}
