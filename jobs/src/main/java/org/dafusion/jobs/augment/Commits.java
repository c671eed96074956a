package org.dafusion.jobs.augment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which pictures come into the table together. A job that dies loses those that it was at, and no
 * others. The pictures of a source stay together, and classes follow each other, so that a model
 * whose weights belong to a class changes them as seldom as if all were made at once.
 */
final class Commits {
  private Commits() {}

  /**
   * Deals sources out. In each part their number is a multiple of {@code slots}, so that no device
   * waits for others longer than it must; the last part takes also what is too little for one more.
   *
   * @param sources at least one
   * @param least pictures of a part; only where there are fewer in all is it smaller
   * @param slots tasks that run at the same time
   */
  static List<List<MissingPictures>> of(List<MissingPictures> sources, long least, int slots) {
    List<List<MissingPictures>> parts = new ArrayList<>();
    List<MissingPictures> part = new ArrayList<>();
    List<MissingPictures> byClass =
        sources.stream().sorted(Comparator.comparing(MissingPictures::className)).toList();
    for (MissingPictures source : byClass) {
      part.add(source);
      if (part.size() % slots == 0 && MissingPictures.count(part) >= least) {
        parts.add(part);
        part = new ArrayList<>();
      }
    }
    if (parts.isEmpty()) {
      parts.add(part);
    } else {
      parts.get(parts.size() - 1).addAll(part);
    }
    return parts;
  }
}
