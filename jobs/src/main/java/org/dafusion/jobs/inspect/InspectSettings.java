package org.dafusion.jobs.inspect;

import com.typesafe.config.Config;
import org.dafusion.config.Rules;

/**
 * The block {@code inspect}.
 *
 * @param path of a model folder or of a table's folder
 * @param variant of the weights files of a model folder, empty for the plain ones
 * @param columns pictures per row of the contact sheet
 * @param tile side of one picture on the sheet in pixels
 */
public record InspectSettings(String path, String variant, int columns, int tile) {
  private static final int MOST_LINES = 32;
  private static final long MOST_PIXELS = 100_000_000;
  private static final int CAPTION = 32;

  public InspectSettings {
    Rules.of("inspect")
        .notEmpty("path", path)
        .place("path", path)
        .between("columns", columns, 1, 64)
        .between("tile", tile, 16, 1024)
        .verify();
  }

  /** Reads the block {@code inspect}. */
  public static InspectSettings from(Config config) {
    return new InspectSettings(
        config.getString("path"),
        config.getString("variant"),
        config.getInt("columns"),
        config.getInt("tile"));
  }

  /** Lines that a contact sheet may have and still be looked at, and be held in memory. */
  int lines(int tilesOfALine) {
    long line = (long) tilesOfALine * tile * (tile + CAPTION);
    return (int) Math.max(1, Math.min(MOST_LINES, MOST_PIXELS / line));
  }
}
