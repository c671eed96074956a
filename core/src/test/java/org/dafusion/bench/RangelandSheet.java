package org.dafusion.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.rangeland.Cover;
import org.dafusion.rangeland.RangelandTile;
import org.dafusion.report.ContactSheet;

/** Draws covers in rows, seeds in columns, to be looked at; and says how long a tile takes. */
public final class RangelandSheet {
  // Of the thread, so that a busy machine measures the same.
  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
  private static final int WARM_UP = 100;
  private static final int TIMED = 200;

  private RangelandSheet() {}

  /**
   * Arguments: the PNG to write, tiles per row, pixels of a shown tile, the first seed, and covers
   * by class name; all covers if none is named.
   */
  public static void main(String[] arguments) throws IOException {
    int columns = Integer.parseInt(arguments[1]);
    int shown = Integer.parseInt(arguments[2]);
    long first = Long.parseLong(arguments[3]);
    List<String> names = List.of(arguments).subList(4, arguments.length);
    List<ContactSheet.Tile> tiles = new ArrayList<>();
    for (Cover cover : Cover.values()) {
      if (names.isEmpty() || names.contains(cover.className())) {
        for (int column = 0; column < columns; column++) {
          RangelandTile tile = RangelandTile.draw(cover, first + column);
          Image image = Resize.to(tile.image(), shown, shown, Resample.BICUBIC);
          tiles.add(new ContactSheet.Tile(image, tile.caption()));
        }
      }
    }
    Files.write(Path.of(arguments[0]), ImageEncoder.png(ContactSheet.of(tiles, columns, shown)));
    if (names.isEmpty()) {
      time();
    }
  }

  private static void time() {
    for (Cover cover : Cover.values()) {
      for (int i = 0; i < WARM_UP; i++) {
        RangelandTile.draw(cover, i);
      }
    }
    for (Cover cover : Cover.values()) {
      long start = THREAD.getCurrentThreadCpuTime();
      for (int i = 0; i < TIMED; i++) {
        RangelandTile.draw(cover, i);
      }
      double each = (THREAD.getCurrentThreadCpuTime() - start) / 1e6 / TIMED;
      System.out.printf("%-22s %.2f ms%n", cover.className(), each);
    }
  }
}
