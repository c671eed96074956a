package org.dafusion.jobs.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Row;
import org.dafusion.image.Image;
import org.dafusion.report.ContactSheet;
import org.dafusion.report.ContactSheet.Tile;

/**
 * A contact sheet whose tiles stand in lines, all as long as the longest; white where a line has
 * nothing.
 *
 * @param thumbnails of {@link Thumbnails#of}, at least one; those of one line and place, the last
 * @param side of a tile in pixels, at least 16
 */
public record TileLines(List<Row> thumbnails, int side) {
  private static final Tile BLANK = new Tile(new Image(1, 1, new byte[] {-1, -1, -1}), "");

  public TileLines {
    thumbnails = List.copyOf(thumbnails);
  }

  /** Line below line. */
  public Image belowEachOther() {
    return sheet(length());
  }

  /**
   * Several lines beside each other where there is room.
   *
   * @param columns tiles that have room, at least 1; a line that is longer goes on below
   */
  public Image besideEachOther(int columns) {
    int length = length();
    return sheet(length > columns ? columns : columns / length * length);
  }

  private Image sheet(int across) {
    int length = length();
    List<Tile> tiles = new ArrayList<>(Collections.nCopies((1 + most("line")) * length, BLANK));
    for (Row row : thumbnails) {
      tiles.set(
          row.<Integer>getAs("line") * length + row.<Integer>getAs("place"),
          new Tile(Thumbnails.image(row), row.getAs("caption")));
    }
    return ContactSheet.of(tiles, across, side);
  }

  private int length() {
    return 1 + most("place");
  }

  private int most(String column) {
    return thumbnails.stream().mapToInt(row -> row.<Integer>getAs(column)).max().orElse(0);
  }
}
