package org.dafusion.augment;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.random.Seeds;

/**
 * A chain of methods, each applied with its own probability to what the one before it made;
 * upstream's {@code --compose sequential}. Where chance applies none of them the picture is the
 * unchanged source, as upstream. Each link draws from a seed of its own, so that two links never
 * share intensity or noise.
 */
public final class Sequential implements GenerativeAugmentation {
  private final String name;
  private final List<GenerativeAugmentation> members;
  private final List<Double> probabilities;

  /**
   * A chain.
   *
   * @param probabilities one for each member; empty where all are always applied
   */
  public Sequential(String name, List<GenerativeAugmentation> members, List<Double> probabilities) {
    this.name = name;
    this.members = List.copyOf(members);
    this.probabilities = List.copyOf(probabilities);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<EditPlan> plan(AugmentRequest request) {
    List<EditPlan> edits = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      long seed = Seeds.derive(request.seed(), "link", i);
      if (probabilities.isEmpty() || Seeds.unit(seed, "applied") < probabilities.get(i)) {
        edits.addAll(members.get(i).plan(request.with(seed)));
      }
    }
    return edits;
  }
}
