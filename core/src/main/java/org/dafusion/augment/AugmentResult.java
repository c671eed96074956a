package org.dafusion.augment;

import java.util.List;
import org.dafusion.diffusion.EditResult;

/**
 * What became of an {@link AugmentRequest}.
 *
 * @param edits what was to be applied, in order
 * @param resamples how often the picture was begun anew because the safety checker objected
 * @param outcome with the request's id
 */
public record AugmentResult(List<EditPlan> edits, int resamples, EditResult outcome) {
  public AugmentResult {
    edits = List.copyOf(edits);
  }

  /** The request's id. */
  public String id() {
    return outcome.id();
  }
}
