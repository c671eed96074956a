package org.dafusion.data;

import java.util.Arrays;
import java.util.List;

/** How it is decided which images may train and which judge. */
public enum Pools {
  /** By the part that the dataset, or the stage that listed it, gave each image. */
  PARTS("parts"),
  /**
   * Half of each class, drawn by seed, whatever parts there are. Upstream: Caltech101, Flowers102
   * and Leafy Spurge.
   */
  HALVES("halves"),
  /** A share of each class, drawn by seed, whatever parts there are. Paper, appendix I. */
  FRACTION("fraction"),
  /** Whole clusters, drawn by seed, so that no place is on both sides. */
  CLUSTERS("clusters");

  private final String label;

  Pools(String label) {
    this.label = label;
  }

  /** The name used in configuration. */
  public String label() {
    return label;
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Pools::label).toList();
  }

  /** The inverse of {@link #label()}. */
  public static Pools parse(String label) {
    return Arrays.stream(values())
        .filter(pools -> pools.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid pools: must be one of %s, found %s".formatted(labels(), label)));
  }
}
