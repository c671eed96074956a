package org.dafusion.huggingface;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The merges of byte-pair encoding, learned from counted words. */
final class BytePairMerges {
  private final List<Word> words = new ArrayList<>();
  private final Map<BytePair, Long> counts = new HashMap<>();
  private final Map<BytePair, Integer> ranks = new HashMap<>();

  /**
   * Adds a word that occurs so often.
   *
   * @param symbols at least one
   */
  void add(List<String> symbols, long count) {
    Word word = new Word(new ArrayList<>(symbols), count);
    words.add(word);
    tally(word, 1);
  }

  /** Merges until every word is one symbol, or that many merges are learned; best first. */
  List<BytePair> learn(int most) {
    List<BytePair> merges = new ArrayList<>();
    while (!counts.isEmpty() && merges.size() < most) {
      BytePair best = mostFrequent();
      ranks.put(best, merges.size());
      merges.add(best);
      for (Word word : words) {
        if (word.has(best)) {
          tally(word, -1);
          settle(word);
          tally(word, 1);
        }
      }
    }
    return merges;
  }

  /**
   * Writes a word as a tokenizer that knows these merges would: earlier ones first. A merge can
   * make a symbol that an earlier one knows, so it is not enough to apply the latest.
   */
  private void settle(Word word) {
    for (BytePair next = earliest(word); next != null; next = earliest(word)) {
      next.mergeIn(word.symbols());
    }
  }

  private BytePair earliest(Word word) {
    BytePair earliest = null;
    for (BytePair pair : word.pairs()) {
      Integer rank = ranks.get(pair);
      if (rank != null && (earliest == null || rank < ranks.get(earliest))) {
        earliest = pair;
      }
    }
    return earliest;
  }

  private void tally(Word word, int sign) {
    for (BytePair pair : word.pairs()) {
      long count = counts.merge(pair, sign * word.count(), Long::sum);
      if (count == 0) {
        counts.remove(pair);
      }
    }
  }

  /** The first in order among those that are most frequent, so that the merges never change. */
  private BytePair mostFrequent() {
    BytePair best = null;
    long most = 0;
    for (Map.Entry<BytePair, Long> entry : counts.entrySet()) {
      long count = entry.getValue();
      if (count > most || count == most && entry.getKey().compareTo(best) < 0) {
        best = entry.getKey();
        most = count;
      }
    }
    return best;
  }

  /** A word as it is written so far. */
  private record Word(List<String> symbols, long count) {
    List<BytePair> pairs() {
      List<BytePair> pairs = new ArrayList<>();
      for (int i = 1; i < symbols.size(); i++) {
        pairs.add(new BytePair(symbols.get(i - 1), symbols.get(i)));
      }
      return pairs;
    }

    boolean has(BytePair pair) {
      for (int i = 1; i < symbols.size(); i++) {
        if (symbols.get(i - 1).equals(pair.left()) && symbols.get(i).equals(pair.right())) {
          return true;
        }
      }
      return false;
    }
  }
}
