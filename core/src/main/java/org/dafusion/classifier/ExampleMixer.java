package org.dafusion.classifier;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.random.UniformDraws;

/**
 * Draws training examples from real and synthetic pictures (Trabucco et al., "Effective Data
 * Augmentation With Diffusion Models", section 4.2, equations 6 and 7).
 *
 * <p>i ~ U{1 … N}, j ~ U{1 … M}; with probability alpha the batch takes the synthetic picture
 * X~_ij, else the real X_i. Draws are with replacement. A real picture without synthetic ones gives
 * itself; synthetic pictures of a source that is not among the real ones are never drawn, so that a
 * smaller few-shot draw does not see the pictures of a larger one.
 *
 * <p>Pictures are told by index: real ones from 0 to N - 1, synthetic ones from N on.
 */
public final class ExampleMixer {
  private final List<List<Integer>> syntheticOf;
  private final double alpha;

  /**
   * @param realIds ids of the real pictures, at least one, each once
   * @param syntheticSources for each synthetic picture, the id of the real one it was made from
   * @param alpha probability of a synthetic picture where there is one, 0 to 1
   */
  public ExampleMixer(List<String> realIds, List<String> syntheticSources, double alpha) {
    if (realIds.isEmpty() || !(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException(
          "Invalid mix: must have a real example and alpha between 0 and 1, found %d and %s"
              .formatted(realIds.size(), alpha));
    }
    this.alpha = alpha;
    this.syntheticOf = new ArrayList<>();
    Map<String, List<Integer>> byId = new HashMap<>();
    for (String id : realIds) {
      List<Integer> synthetic = new ArrayList<>();
      if (byId.put(id, synthetic) != null) {
        throw new IllegalArgumentException("Invalid mix: two real examples have the id " + id);
      }
      syntheticOf.add(synthetic);
    }
    for (int j = 0; j < syntheticSources.size(); j++) {
      List<Integer> synthetic = byId.get(syntheticSources.get(j));
      if (synthetic != null) {
        synthetic.add(realIds.size() + j);
      }
    }
  }

  /** The index of the next example. */
  public int draw(UniformDraws random) {
    int real = random.below(syntheticOf.size());
    List<Integer> synthetic = syntheticOf.get(real);
    return !synthetic.isEmpty() && random.unit() < alpha
        ? synthetic.get(random.below(synthetic.size()))
        : real;
  }
}
