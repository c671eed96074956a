package org.dafusion.huggingface;

import java.util.Comparator;
import java.util.List;

/**
 * Two neighbouring symbols of a word that become one.
 *
 * @param left the first
 * @param right the second
 */
record BytePair(String left, String right) implements Comparable<BytePair> {
  /** What ends the last symbol of a word. */
  static final String END_OF_WORD = "</w>";

  private static final Comparator<BytePair> ORDER =
      Comparator.comparing(BytePair::left).thenComparing(BytePair::right);

  String merged() {
    return left + right;
  }

  /** Merges the pair wherever it stands in a word, from its beginning on. */
  void mergeIn(List<String> word) {
    for (int i = 1; i < word.size(); i++) {
      if (word.get(i - 1).equals(left) && word.get(i).equals(right)) {
        word.set(i - 1, merged());
        word.remove(i);
      }
    }
  }

  @Override
  public int compareTo(BytePair other) {
    return ORDER.compare(this, other);
  }
}
