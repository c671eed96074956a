package org.dafusion.augment;

import java.util.List;
import org.dafusion.random.Seeds;

/**
 * One of several methods for each picture, drawn by probability; upstream's {@code --compose
 * parallel}. The picture equals the one that the drawn method makes by itself.
 */
public final class Parallel implements GenerativeAugmentation {
  private final String name;
  private final List<GenerativeAugmentation> members;
  private final List<Double> probabilities;

  /**
   * A choice.
   *
   * @param probabilities one for each member, together 1; empty for equal ones
   */
  public Parallel(String name, List<GenerativeAugmentation> members, List<Double> probabilities) {
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
    // the name keeps a choice within a choice from following the outer draw
    double u = Seeds.unit(request.seed(), "member", name);
    return members.get(drawn(u)).plan(request);
  }

  private int drawn(double u) {
    if (probabilities.isEmpty()) {
      return (int) (u * members.size());
    }
    double below = 0;
    int possible = 0;
    for (int i = 0; i < members.size(); i++) {
      below += probabilities.get(i);
      if (u < below) {
        return i;
      }
      // rounding may leave the sum a little below 1
      possible = probabilities.get(i) > 0 ? i : possible;
    }
    return possible;
  }
}
