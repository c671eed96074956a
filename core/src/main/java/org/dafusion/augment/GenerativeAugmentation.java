package org.dafusion.augment;

import java.util.List;

/** A way of making a new picture of the same class from a real one. */
public interface GenerativeAugmentation {
  /** The name of the method, as in configuration and tables. */
  String name();

  /**
   * Decides everything about one picture from the request's seed, class and source, never from
   * pixels or from other requests.
   *
   * @return the edits to apply in order, the picture of one being the source of the next; none
   *     where the source itself is the result
   */
  List<EditPlan> plan(AugmentRequest request);
}
