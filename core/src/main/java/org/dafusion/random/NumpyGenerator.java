package org.dafusion.random;

import java.math.BigInteger;
import java.util.List;

/**
 * NumPy's {@code numpy.random.default_rng(seed)}, bit for bit.
 *
 * <p>SeedSequence fills the state of PCG64 (O'Neill; XSL-RR 128/64). Only what few-shot splits need
 * is here: raw words and permutations. Mutable, and not for use by several threads.
 */
public final class NumpyGenerator {
  private static final int POOL_WORDS = 4;
  private static final int INITIAL_A = 0x43b0d7e5;
  private static final int MULTIPLIER_A = 0x931e8875;
  private static final int INITIAL_B = 0x8b51f9dd;
  private static final int MULTIPLIER_B = 0x58f38ded;
  private static final int MIX_LEFT = 0xca01f9dd;
  private static final int MIX_RIGHT = 0x4973f715;
  private static final long PCG_MULTIPLIER_HIGH = 0x2360ed051fc65da4L;
  private static final long PCG_MULTIPLIER_LOW = 0x4385df649fccf645L;

  private final long incrementHigh;
  private final long incrementLow;
  private long stateHigh;
  private long stateLow;

  private int heldWord;
  private boolean wordHeld;

  /**
   * @param seed at least 0, as NumPy asks
   */
  public NumpyGenerator(long seed) {
    if (seed < 0) {
      throw new IllegalArgumentException("Invalid seed: must be at least 0, found " + seed);
    }
    int[] words = seedSequence(seed, 8);
    long sequenceHigh = join(words[4], words[5]);
    long sequenceLow = join(words[6], words[7]);
    incrementHigh = sequenceHigh << 1 | sequenceLow >>> 63;
    incrementLow = sequenceLow << 1 | 1;
    step();
    addToState(join(words[0], words[1]), join(words[2], words[3]));
    step();
  }

  /** The next 64 random bits. */
  public long nextLong() {
    step();
    return Long.rotateRight(stateHigh ^ stateLow, (int) (stateHigh >>> 58));
  }

  /**
   * The next 32 random bits: the low half of a 64-bit word, then, at the next call, its high half.
   */
  public int nextInt() {
    if (wordHeld) {
      wordHeld = false;
      return heldWord;
    }
    long word = nextLong();
    heldWord = (int) (word >>> 32);
    wordHeld = true;
    return (int) word;
  }

  /**
   * {@code Generator.permutation(n)}: the numbers 0 to n - 1 in random order.
   *
   * @param n at least 0
   */
  public int[] permutation(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("Invalid length: must be at least 0, found " + n);
    }
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = upTo(i);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
    return values;
  }

  /** NumPy's {@code PCG64(seed).state["state"]}, a pair of 128-bit numbers: state and increment. */
  List<BigInteger> state() {
    return List.of(unsigned(stateHigh, stateLow), unsigned(incrementHigh, incrementLow));
  }

  private static BigInteger unsigned(long high, long low) {
    return new BigInteger(Long.toUnsignedString(high))
        .shiftLeft(64)
        .add(new BigInteger(Long.toUnsignedString(low)));
  }

  /** Masked rejection, which NumPy's shuffle uses; its {@code integers} has another method. */
  private int upTo(int most) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(most);
    int value;
    do {
      value = nextInt() & mask;
    } while (value > most);
    return value;
  }

  /** The generator's linear congruence: state = state * multiplier + increment, modulo 2^128. */
  private void step() {
    long high =
        unsignedMultiplyHigh(stateLow, PCG_MULTIPLIER_LOW)
            + stateHigh * PCG_MULTIPLIER_LOW
            + stateLow * PCG_MULTIPLIER_HIGH;
    stateLow *= PCG_MULTIPLIER_LOW;
    stateHigh = high;
    addToState(incrementHigh, incrementLow);
  }

  private void addToState(long high, long low) {
    stateLow += low;
    long carry = Long.compareUnsigned(stateLow, low) < 0 ? 1 : 0;
    stateHigh += high + carry;
  }

  private static long unsignedMultiplyHigh(long x, long y) {
    return Math.multiplyHigh(x, y) + (x >> 63 & y) + (y >> 63 & x);
  }

  private static long join(int low, int high) {
    return Integer.toUnsignedLong(high) << 32 | Integer.toUnsignedLong(low);
  }

  /** NumPy's {@code SeedSequence(seed).generate_state(count)}. */
  static int[] seedSequence(long seed, int count) {
    int[] pool = {(int) seed, (int) (seed >>> 32), 0, 0};
    int hash = INITIAL_A;
    for (int i = 0; i < POOL_WORDS; i++) {
      pool[i] = hash(pool[i], hash, hash *= MULTIPLIER_A);
    }
    for (int source = 0; source < POOL_WORDS; source++) {
      for (int target = 0; target < POOL_WORDS; target++) {
        if (source != target) {
          int hashed = hash(pool[source], hash, hash *= MULTIPLIER_A);
          pool[target] = mix(pool[target], hashed);
        }
      }
    }
    int[] state = new int[count];
    hash = INITIAL_B;
    for (int i = 0; i < count; i++) {
      state[i] = hash(pool[i % POOL_WORDS], hash, hash *= MULTIPLIER_B);
    }
    return state;
  }

  private static int hash(int value, int before, int after) {
    int hashed = (value ^ before) * after;
    return hashed ^ hashed >>> 16;
  }

  private static int mix(int x, int y) {
    int mixed = MIX_LEFT * x - MIX_RIGHT * y;
    return mixed ^ mixed >>> 16;
  }
}
