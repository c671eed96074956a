package org.dafusion.jobs.examples;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.api.java.UDF2;

/**
 * Images of classes by their place in the class, from 0, in order of id. One bit an image, so that
 * half of a million travels to tasks as 125 KB.
 */
final class Places implements UDF2<Long, Integer, Boolean> {
  private static final long serialVersionUID = 1;

  private final HashMap<Long, BitSet> byLabel = new HashMap<>();

  /** Adds some. */
  Places with(Map<Integer, int[]> places) {
    places.forEach(
        (label, ofClass) -> {
          BitSet bits = byLabel.computeIfAbsent((long) label, l -> new BitSet());
          for (int place : ofClass) {
            bits.set(place);
          }
        });
    return this;
  }

  @Override
  public Boolean call(Long label, Integer place) {
    BitSet ofClass = byLabel.get(label);
    return ofClass != null && ofClass.get(place);
  }
}
