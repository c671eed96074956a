package org.dafusion.image;

import java.util.ArrayList;
import java.util.List;

/**
 * How a picture is cut into square tiles: row after row from the upper left corner, {@code stride}
 * apart. Where the last tile of a row or column would go over the edge it is shifted inwards, so
 * all tiles have the same size, all pixels are covered and none is made up. A picture that is
 * smaller than a tile is one tile of its own size in that direction.
 *
 * @param size of the picture
 * @param tile side in pixels; 0 for the whole picture as one tile
 * @param stride pixels between the edges of neighbours, at most {@code tile}
 */
public record TileGrid(ImageSize size, int tile, int stride) {
  /**
   * One tile.
   *
   * @param column in the grid, from the left
   * @param row in the grid, from the top
   * @param x left edge in pixels
   * @param y upper edge in pixels
   * @param width pixels
   * @param height pixels
   */
  public record Tile(int column, int row, int x, int y, int width, int height) {}

  public TileGrid {
    if (tile < 0 || tile > 0 && (stride < 1 || stride > tile)) {
      throw new IllegalArgumentException(
          "Invalid tiles: must have a stride of 1 to %d, found %d".formatted(tile, stride));
    }
  }

  /** Upper edges of the rows. */
  public List<Integer> rows() {
    return edges(size.height());
  }

  /** Left edges of the columns. */
  public List<Integer> columns() {
    return edges(size.width());
  }

  /** How high a row is in pixels. */
  public int tileHeight() {
    return tile == 0 ? size.height() : Math.min(tile, size.height());
  }

  private int tileWidth() {
    return tile == 0 ? size.width() : Math.min(tile, size.width());
  }

  private List<Integer> edges(int length) {
    List<Integer> edges = new ArrayList<>(List.of(0));
    if (tile > 0 && tile < length) {
      for (int edge = stride; edge <= length - tile; edge += stride) {
        edges.add(edge);
      }
      int last = length - tile;
      if (edges.get(edges.size() - 1) < last) {
        edges.add(last);
      }
    }
    return edges;
  }

  /** The tiles of a row, from the left. */
  public List<Tile> tiles(int row) {
    int y = rows().get(row);
    List<Integer> columns = columns();
    List<Tile> tiles = new ArrayList<>();
    for (int column = 0; column < columns.size(); column++) {
      tiles.add(new Tile(column, row, columns.get(column), y, tileWidth(), tileHeight()));
    }
    return tiles;
  }
}
