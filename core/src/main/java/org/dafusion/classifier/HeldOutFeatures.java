package org.dafusion.classifier;

import ai.djl.ndarray.NDManager;

/**
 * Features of the pictures that trials are judged by. No seed has a part in them, so trials that
 * share a backbone and the way to it may share them: see {@link ClassifierTrainer#heldOut}.
 *
 * <p>Holds 4 bytes x width for each picture until it is closed.
 */
public final class HeldOutFeatures implements AutoCloseable {
  private final NDManager manager;
  private final FeatureTable table;
  private final HeadDescription madeFor;

  /**
   * @param manager of the table; closed with this
   * @param madeFor what a head must fit that is judged by these
   */
  HeldOutFeatures(NDManager manager, FeatureTable table, HeadDescription madeFor) {
    this.manager = manager;
    this.table = table;
    this.madeFor = madeFor;
  }

  /** How many pictures there are. */
  public int size() {
    return table.entries().size();
  }

  /** The table for a head of that description. */
  FeatureTable tableFor(HeadDescription head) {
    if (!head.equals(madeFor)) {
      throw new IllegalArgumentException(
          "Invalid validation features: must be made for %s, found %s".formatted(head, madeFor));
    }
    return table;
  }

  @Override
  public void close() {
    manager.close();
  }
}
