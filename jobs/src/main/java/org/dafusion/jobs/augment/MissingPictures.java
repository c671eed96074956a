package org.dafusion.jobs.augment;

import java.util.List;

/**
 * The pictures of one source that are wanted and not there.
 *
 * @param repeats their numbers, at least one, ascending
 */
record MissingPictures(String sourceId, String className, List<Integer> repeats) {
  MissingPictures {
    repeats = List.copyOf(repeats);
  }

  /** How many pictures of several sources. */
  static long count(List<MissingPictures> sources) {
    return sources.stream().mapToLong(source -> source.repeats().size()).sum();
  }
}
