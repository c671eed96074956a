package org.dafusion.augment;

import org.dafusion.diffusion.EditRequest;

/** A way of making a new picture of the same class from a real one. */
public interface GenerativeAugmentation {
  /** The name of the method, as in configuration and tables. */
  String name();

  /** Decides the intensity and the prompt of one picture, from the request's seed alone. */
  EditRequest plan(AugmentRequest request);
}
