package org.dafusion.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.dafusion.image.Crop;
import org.dafusion.image.Image;
import org.junit.jupiter.api.Test;

class TestRandomViews {
  /** Every pixel tells its column, its row and a constant. */
  private static final Image PLACES = places();

  @Test
  void aCropKeepsTheSizeAndShowsAPartAtLeastAsLargeAsAsked() {
    Set<Integer> corners = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      Image view = new RandomCrop(0.5).apply(PLACES, seed);
      assertThat(view.width()).isEqualTo(32);
      assertThat(view.height()).isEqualTo(32);
      int across = view.sample(31, 0, 0) - view.sample(0, 0, 0);
      int down = view.sample(0, 31, 1) - view.sample(0, 0, 1);
      // 31 columns of 4 apart in the whole picture, 15 in its half
      assertThat(across).isBetween(15 * 4 - 1, 31 * 4);
      assertThat(down).isCloseTo(across, org.assertj.core.data.Offset.offset(4));
      corners.add(view.sample(0, 0, 0));
    }
    assertThat(corners).hasSizeGreaterThan(5);
  }

  @Test
  void nothingIsCutOffOrRecolouredWhereNothingMayBe() {
    assertThat(new RandomCrop(1).apply(PLACES, 3)).isEqualTo(PLACES);
    assertThat(new ColourJitter(0, 0).apply(PLACES, 3)).isEqualTo(PLACES);
  }

  @Test
  void coloursMoveByAtMostTheFactor() {
    byte[] grey = new byte[4 * 4 * Image.CHANNELS];
    java.util.Arrays.fill(grey, (byte) 100);
    Set<Integer> values = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      // of an even grey only brightness can change
      Image changed = new ColourJitter(0.25, 0).apply(new Image(4, 4, grey), seed);
      assertThat(changed.sample(1, 2, 0)).isBetween(74, 126);
      assertThat(changed.sample(1, 2, 1)).isEqualTo(changed.sample(1, 2, 0));
      values.add(changed.sample(1, 2, 0));
    }
    assertThat(values).hasSizeGreaterThan(10);
    assertThat(new ColourJitter(0.25, 0).apply(PLACES, 7))
        .isEqualTo(new ColourJitter(0.25, 0).apply(PLACES, 7))
        .isNotEqualTo(new ColourJitter(0.25, 0).apply(PLACES, 8));
  }

  @Test
  void huesTurnBothWays() {
    byte[] red = new byte[4 * 4 * Image.CHANNELS];
    for (int at = 0; at < red.length; at += Image.CHANNELS) {
      red[at] = (byte) 200;
    }
    Set<Boolean> greener = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      Image changed = new ColourJitter(0, 0.3).apply(new Image(4, 4, red), seed);
      greener.add(changed.sample(1, 2, 1) > changed.sample(1, 2, 2));
    }
    assertThat(greener).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void rulesAreKept() {
    assertThatThrownBy(() -> new ColourJitter(0, 0.6)).hasMessageContaining("0 to 0.5, found 0.6");
    assertThatThrownBy(() -> new RandomCrop(0)).hasMessageContaining("above 0 to 1, found 0.0");
    assertThatThrownBy(() -> new ColourJitter(1, 0)).hasMessageContaining("below 1, found 1.0");
    assertThatThrownBy(() -> Crop.of(PLACES, 30, 0, 3, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid crop of 3 x 3: must lie within the picture's 32 x 32, found its corner at 30, 0");
  }

  private static Image places() {
    byte[] rgb = new byte[32 * 32 * Image.CHANNELS];
    for (int pixel = 0; pixel < 32 * 32; pixel++) {
      rgb[pixel * Image.CHANNELS] = (byte) (pixel % 32 * 4);
      rgb[pixel * Image.CHANNELS + 1] = (byte) (pixel / 32 * 4);
      rgb[pixel * Image.CHANNELS + 2] = 50;
    }
    return new Image(32, 32, rgb);
  }
}
