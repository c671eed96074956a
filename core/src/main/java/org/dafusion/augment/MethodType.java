package org.dafusion.augment;

import java.util.Arrays;
import java.util.List;

/** The algorithms that a block of {@code augment.method} may name. */
public enum MethodType {
  /** {@link RealGuidance}. */
  REAL_GUIDANCE("real-guidance"),
  /** {@link DaFusion}. */
  DA_FUSION("da-fusion"),
  /** {@link Parallel}. */
  PARALLEL("parallel"),
  /** {@link Sequential}. */
  SEQUENTIAL("sequential");

  private final String word;

  MethodType(String word) {
    this.word = word;
  }

  /** The word used in configuration files. */
  public String word() {
    return word;
  }

  /** Whether it is made of other methods. */
  public boolean composed() {
    return this == PARALLEL || this == SEQUENTIAL;
  }

  /** All words, in order. */
  public static List<String> words() {
    return Arrays.stream(values()).map(MethodType::word).toList();
  }

  /**
   * The algorithm of that word.
   *
   * @throws IllegalArgumentException if there is none, naming the words that exist
   */
  public static MethodType parse(String word) {
    for (MethodType type : values()) {
      if (type.word.equals(word)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "Invalid type: must be one of " + words() + ", found \"" + word + "\"");
  }
}
