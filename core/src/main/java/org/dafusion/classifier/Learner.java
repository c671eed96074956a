package org.dafusion.classifier;

import java.util.List;
import org.dafusion.huggingface.TensorData;

/** A classifier that learns, in one of the ways there are; {@link Trial} tells it when. */
interface Learner extends AutoCloseable {
  /** Takes the steps of one epoch and adds up what was said before each. */
  void learn(Tally tally);

  /**
   * Adds up what is said of held-out pictures.
   *
   * @param times how often each counts, in the order of {@link HeldOutPictures#entries}
   */
  void judge(HeldOutPictures heldOut, int[] times, Tally tally);

  /** A copy of the head as it is now. */
  LinearHead head();

  /** What training moved in the backbone, as it is now; empty where it moves nothing. */
  List<TensorData> backbone();

  /** Remembers the present state, in place of one that was remembered before. */
  void remember();

  /** Returns to the state that was remembered; only to judge, there are no more steps. */
  void recall();

  /** Training pictures that cannot be decoded, by id. */
  List<SkippedExample> skipped();

  @Override
  void close();
}
