package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dafusion.image.TileGrid.Tile;
import org.junit.jupiter.api.Test;

class TestTileGrid {
  @Test
  void theLastTileIsShiftedInwards() {
    TileGrid grid = new TileGrid(new ImageSize(1000, 620), 250, 250);

    assertThat(grid.columns()).containsExactly(0, 250, 500, 750);
    assertThat(grid.rows()).containsExactly(0, 250, 370);
    assertThat(grid.tiles(2)).hasSize(4).contains(new Tile(3, 2, 750, 370, 250, 250));
  }

  @Test
  void tilesMayOverlap() {
    assertThat(new TileGrid(new ImageSize(10, 4), 4, 3).columns()).containsExactly(0, 3, 6);
    assertThat(new TileGrid(new ImageSize(11, 4), 4, 3).columns()).containsExactly(0, 3, 6, 7);
  }

  @Test
  void aSmallPictureIsOneTileOfItsOwnSize() {
    TileGrid grid = new TileGrid(new ImageSize(100, 600), 250, 250);

    assertThat(grid.columns()).containsExactly(0);
    assertThat(grid.rows()).containsExactly(0, 250, 350);
    assertThat(grid.tiles(1)).containsExactly(new Tile(0, 1, 0, 250, 100, 250));
    assertThat(new TileGrid(new ImageSize(100, 600), 0, 0).tiles(0))
        .containsExactly(new Tile(0, 0, 0, 0, 100, 600));
  }

  @Test
  void gapsAreRefused() {
    assertThatThrownBy(() -> new TileGrid(new ImageSize(9, 9), 4, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid tiles: must have a stride of 1 to 4, found 5");
  }
}
