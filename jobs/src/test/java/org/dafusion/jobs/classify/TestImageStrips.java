package org.dafusion.jobs.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dafusion.image.ImageSize;
import org.dafusion.image.TileGrid;
import org.junit.jupiter.api.Test;

class TestImageStrips {
  @Test
  void aPhotoIsDecodedOnce() {
    assertThat(ImageStrips.strips(new TileGrid(new ImageSize(4000, 3000), 250, 250))).hasSize(1);
  }

  /** 400 megapixels have 1.2 GB, of which a strip may have 96 MiB. */
  @Test
  void ofAnOrthomosaicLittleIsInMemory() {
    TileGrid grid = new TileGrid(new ImageSize(20_000, 20_000), 250, 125);

    List<List<Integer>> strips = ImageStrips.strips(grid);

    assertThat(strips.stream().flatMap(List::stream)).hasSize(159).doesNotHaveDuplicates();
    for (List<Integer> strip : strips) {
      int top = grid.rows().get(strip.get(0));
      int bottom = grid.rows().get(strip.get(strip.size() - 1)) + 250;
      assertThat((bottom - top) * 60_000L).isBetween(0L, 96L << 20);
    }
    // 1677 lines fit into a strip, which are 12 rows, 125 apart, of 250 lines
    assertThat(strips).hasSize(14);
  }
}
