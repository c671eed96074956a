package org.dafusion.inversion;

import java.util.Arrays;
import java.util.List;

/** What a token stands for (paper, appendix I). */
public enum TokenScope {
  /** A class: one token is learned from all its pictures. */
  POOLED("pooled"),
  /** A picture: each has a token of its own. */
  SPECIFIC("specific"),
  /** Pictures in some classes, the class in all others. */
  HYBRID("hybrid");

  private final String label;

  TokenScope(String label) {
    this.label = label;
  }

  /** The names used in configuration. */
  static List<String> labels() {
    return Arrays.stream(values()).map(scope -> scope.label).toList();
  }

  /** The scope of that name, which is one of {@link #labels}. */
  static TokenScope parse(String label) {
    return values()[labels().indexOf(label)];
  }
}
