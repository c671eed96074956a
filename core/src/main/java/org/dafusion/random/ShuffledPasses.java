package org.dafusion.random;

/**
 * Passes over a number of things, each of them once in a pass, every pass in an order of its own.
 * What stands at a position is a function of seed and position. Not for use by several threads.
 */
public final class ShuffledPasses {
  private final long seed;
  private final int[] order;
  private long pass = -1;

  /**
   * @param seed any value
   * @param count things, at least 1
   */
  public ShuffledPasses(long seed, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "Invalid passes: must be over 1 thing or more, found " + count);
    }
    this.seed = seed;
    order = new int[count];
  }

  /**
   * Which thing stands at a position of all passes one after the other; quick where the position
   * before was of the same pass.
   *
   * @param position from 0
   */
  public int at(long position) {
    if (position < 0) {
      throw new IllegalArgumentException(
          "Invalid position in passes: must be at least 0, found " + position);
    }
    if (position / order.length != pass) {
      pass = position / order.length;
      shuffle(new UniformDraws(Seeds.derive(seed, "pass", Long.toString(pass))));
    }
    return order[(int) (position % order.length)];
  }

  /** Fisher and Yates, from the inside out. */
  private void shuffle(UniformDraws draws) {
    for (int i = 0; i < order.length; i++) {
      int other = draws.below(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
  }
}
