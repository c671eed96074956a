package org.dafusion.jobs.table;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows that came into a table together, by one Spark write whose job ended.
 *
 * @param name what the names of its files have in common: the write's UUID, which Spark puts there
 * @param files how many there are
 * @param bytes of all of them
 * @param rows how many of each run; null of files from before waves were sealed
 */
record SealedWave(String name, long files, long bytes, Map<String, Long> rows) {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** The name of the wave that a file belongs to; a foreign file is one of its own. */
  static String nameOf(String file) {
    Matcher uuid = UUID.matcher(file);
    return uuid.find() ? uuid.group() : file;
  }

  /** Whether it has, or may have, rows of a run. */
  boolean mayHold(String run) {
    return rows == null || rows.containsKey(run);
  }
}
