package org.dafusion.inversion;

import java.util.concurrent.atomic.LongAdder;
import org.dafusion.diffusion.Network;

/**
 * How the time of calls is shared by the two networks that they go through, forward and backward.
 * Calls may run side by side, so that their times together are more than what passed: it is the
 * shares that count.
 */
final class CallTimes {
  private final LongAdder text = new LongAdder();
  private final LongAdder unet = new LongAdder();

  /** What a call took; by any thread. */
  void add(long textNanos, long unetNanos) {
    text.add(textNanos);
    unet.add(unetNanos);
  }

  /**
   * Shares out the time in which calls ran, and begins anew.
   *
   * @param nanos that passed
   */
  void tell(long nanos, InversionListener listener) {
    long ofText = text.sumThenReset();
    long all = ofText + unet.sumThenReset();
    long share = all == 0 ? 0 : Math.round((double) ofText / all * nanos);
    listener.worked(Network.TEXT_ENCODER, share);
    listener.worked(Network.UNET, nanos - share);
  }
}
