package org.dafusion.pretrain;

import java.util.ArrayList;
import java.util.List;

/** Rows that are worked on some at a time. */
final class Batches {
  private Batches() {}

  /** The rows in order, in parts of so many; the last may have fewer. */
  static <T> List<List<T>> of(List<T> rows, int size) {
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += size) {
      batches.add(rows.subList(from, Math.min(rows.size(), from + size)));
    }
    return batches;
  }
}
