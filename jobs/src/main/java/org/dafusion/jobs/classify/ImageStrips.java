package org.dafusion.jobs.classify;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.dafusion.image.Crop;
import org.dafusion.image.Image;
import org.dafusion.image.ImageLimits;
import org.dafusion.image.ImageRegions;
import org.dafusion.image.ImageSize;
import org.dafusion.image.TileGrid;
import org.dafusion.image.TileGrid.Tile;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.jobs.dataset.ListedImages;
import org.dafusion.jobs.examples.LimitSettings;

/**
 * Cuts images into tiles. An image is read in strips of as many rows of tiles as fit into {@value
 * #STRIP_BYTES} bytes, at least one row, because each strip has to be decoded from the top: an
 * ordinary photo is one strip.
 *
 * @param settings tile, stride and limits
 * @param limits of files, and of images that are not cut
 * @param prepare a tile as the network takes it
 * @param hadoop how files are reached
 */
record ImageStrips(
    ClassifySettings settings,
    LimitSettings limits,
    UnaryOperator<Image> prepare,
    Configuration hadoop) {
  private static final long STRIP_BYTES = 96L << 20;

  /**
   * The strips of an image, each still to be decoded. The file itself is read here.
   *
   * @param row as {@link ClassifiedImages#rows}
   */
  List<Supplier<List<CutTile>>> of(Row row) {
    String id = row.getAs("id");
    String uri = row.getAs("uri");
    try {
      ImageRegions regions =
          ImageRegions.open(
              ListedImages.bytes(row, limits.maxBytes(), hadoop),
              new ImageLimits(settings.maxPixels(), limits.aspectRatio()));
      TileGrid grid = new TileGrid(regions.size(), settings.tile(), settings.step());
      if (settings.tile() == 0 && regions.size().pixels() > limits.maxPixels()) {
        throw new UndecodableImageException(
            "its declared size is %s, more than limits.megapixels allows for an image that is not cut into tiles"
                .formatted(regions.size()));
      }
      return strips(grid).stream()
          .map(rows -> (Supplier<List<CutTile>>) () -> cut(id, uri, regions, grid, rows))
          .toList();
    } catch (UndecodableImageException | FileNotFoundException e) {
      return List.of(() -> List.of(new CutTile(id, uri, null, null, null, e.getMessage())));
    } catch (IOException e) {
      // not the image's fault: let Spark try the task again
      throw new UncheckedIOException("Cannot read " + uri + " because " + e.getMessage(), e);
    }
  }

  /** Rows of the grid, those that are read together in a list. */
  static List<List<Integer>> strips(TileGrid grid) {
    List<Integer> edges = grid.rows();
    long bytesPerLine = (long) grid.size().width() * Image.CHANNELS;
    List<List<Integer>> strips = new ArrayList<>();
    List<Integer> strip = new ArrayList<>();
    for (int row = 0; row < edges.size(); row++) {
      long first = strip.isEmpty() ? edges.get(row) : edges.get(strip.get(0));
      long lines = edges.get(row) + grid.tileHeight() - first;
      if (!strip.isEmpty() && lines * bytesPerLine > STRIP_BYTES) {
        strips.add(List.copyOf(strip));
        strip.clear();
      }
      strip.add(row);
    }
    strips.add(List.copyOf(strip));
    return strips;
  }

  private List<CutTile> cut(
      String id, String uri, ImageRegions regions, TileGrid grid, List<Integer> rows) {
    ImageSize size = regions.size();
    List<Tile> tiles = rows.stream().flatMap(row -> grid.tiles(row).stream()).toList();
    int top = tiles.get(0).y();
    Tile last = tiles.get(tiles.size() - 1);
    try {
      Image strip = regions.read(0, top, size.width(), last.y() + last.height() - top);
      return tiles.stream()
          .map(tile -> new CutTile(id, uri, size, tile, picture(strip, tile, top), null))
          .toList();
    } catch (UndecodableImageException e) {
      return tiles.stream()
          .map(tile -> new CutTile(id, uri, size, tile, null, e.getMessage()))
          .toList();
    }
  }

  private Image picture(Image strip, Tile tile, int top) {
    return prepare.apply(Crop.of(strip, tile.x(), tile.y() - top, tile.width(), tile.height()));
  }
}
