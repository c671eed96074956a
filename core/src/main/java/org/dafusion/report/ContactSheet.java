package org.dafusion.report;

import java.util.List;
import java.util.Objects;
import org.dafusion.image.Image;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;

/** A grid of small pictures with a line of text below each. */
public final class ContactSheet {
  private static final int GAP = 6;
  // One dot of a letter per this many pixels of a tile, so that a caption has some twenty letters.
  private static final int TILE_PER_DOT = 128;

  /**
   * One picture of the sheet.
   *
   * @param image of any size; fitted into the tile with its proportions kept
   * @param caption one line; cut where it is wider than the tile, other than ASCII shown as "?"
   */
  public record Tile(Image image, String caption) {
    public Tile {
      Objects.requireNonNull(image, "image is null");
      Objects.requireNonNull(caption, "caption is null");
    }
  }

  private ContactSheet() {}

  /**
   * Lays the tiles out row by row on white.
   *
   * @param tiles at least one
   * @param columns tiles per row, at least 1; fewer if there are fewer tiles
   * @param tileSize side of a tile in pixels, at least 16
   */
  public static Image of(List<Tile> tiles, int columns, int tileSize) {
    if (tiles.isEmpty() || columns < 1 || tileSize < 16) {
      throw new IllegalArgumentException(
          "Invalid contact sheet: must have a tile, a column and tiles of 16 pixels, found %d, %d, %d"
              .formatted(tiles.size(), columns, tileSize));
    }
    int dot = Math.max(1, tileSize / TILE_PER_DOT);
    int across = Math.min(columns, tiles.size());
    int down = (tiles.size() + across - 1) / across;
    int cellWidth = tileSize + GAP;
    int cellHeight = tileSize + GAP + DotFont.LINE_HEIGHT * dot + GAP;
    Canvas canvas = new Canvas(across * cellWidth + GAP, down * cellHeight + GAP);
    for (int i = 0; i < tiles.size(); i++) {
      int x = GAP + i % across * cellWidth;
      int y = GAP + i / across * cellHeight;
      Image fitted = fit(tiles.get(i).image(), tileSize);
      canvas.paste(fitted, x + (tileSize - fitted.width()) / 2, y + tileSize - fitted.height());
      String caption = DotFont.cut(tiles.get(i).caption(), tileSize / dot);
      canvas.write(caption, x, y + tileSize + GAP, dot);
    }
    return canvas.image();
  }

  private static Image fit(Image image, int side) {
    double scale = (double) side / Math.max(image.width(), image.height());
    int width = Math.max(1, (int) Math.round(image.width() * scale));
    int height = Math.max(1, (int) Math.round(image.height() * scale));
    return Resize.to(image, width, height, Resample.BICUBIC);
  }
}
