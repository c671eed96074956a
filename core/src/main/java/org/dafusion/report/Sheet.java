package org.dafusion.report;

import java.util.List;

/**
 * A contact sheet: sources, and behind each of them what was made from it.
 *
 * @param title what the sources have in common
 * @param note what was left out; empty for nothing
 */
public record Sheet(String title, String note, List<Line> lines) implements Block {
  @Override
  public String html() {
    return Templates.render("sheet", this);
  }

  /** A source and its strips. */
  public record Line(Tile source, List<Strip> strips) {}

  /** What one method made from a source, in the order of tiles. */
  public record Strip(String method, List<Tile> tiles) {}

  /**
   * A picture.
   *
   * @param image as a {@link DataUri}; null where there is none
   * @param alt what it shows, for those who cannot see it
   * @param title what is read first below it
   * @param lines what is read then
   */
  public record Tile(String image, String alt, String title, List<String> lines) {}
}
