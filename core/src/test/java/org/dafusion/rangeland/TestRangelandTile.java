package org.dafusion.rangeland;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.dafusion.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestRangelandTile {
  private static final int PINNED_TILES = 4;

  // These digests are the renderer's own output. They prove nothing about its looks: they keep the
  // pictures that the shipped model was trained and judged on from changing unnoticed. Whoever
  // changes a common cover must train the model anew.
  private static final String COMMON_DIGEST =
      "f7cb72c59b3385a41edc8ca546a66fb43741f54b17a78bff83848173ad73265f";
  private static final String NOVEL_DIGEST =
      "1702819f345dbbb0dcc74f827440f8b04528bffbaf7138612702f689daba2555";

  @Test
  void theCommonCoversAreThoseOfTheShippedModel() {
    assertThat(digest(Task.COMMON)).isEqualTo(COMMON_DIGEST);
  }

  @Test
  void theNovelCoversAreThoseOfTheBenchmark() {
    assertThat(digest(Task.SPURGE_8)).isEqualTo(NOVEL_DIGEST);
  }

  @ParameterizedTest
  @EnumSource
  void aTileIsAFunctionOfItsSeed(Cover cover) {
    RangelandTile tile = RangelandTile.draw(cover, 7);

    assertThat(RangelandTile.draw(cover, 7)).isEqualTo(tile);
    assertThat(RangelandTile.draw(cover, 8).image()).isNotEqualTo(tile.image());
    assertThat(tile.image().width()).isEqualTo(64);
    assertThat(tile.image().height()).isEqualTo(64);
  }

  /** A painter that threw for some draws, or left a tile empty, would fail here. */
  @ParameterizedTest
  @EnumSource
  void everyTileHasSomethingOnIt(Cover cover) {
    for (int seed = 0; seed < 40; seed++) {
      Image image = RangelandTile.draw(cover, seed, 32).image();

      double mean = Colours.mean(image, Colours::luma);
      double spread = Colours.mean(image, (r, g, b) -> Math.abs(Colours.luma(r, g, b) - mean));

      assertThat(spread).as("contrast of %s %d", cover, seed).isGreaterThan(2);
      assertThat(mean).as("brightness of %s %d", cover, seed).isBetween(20.0, 235.0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherSizeShowsTheSameLand(Cover cover) {
    RangelandTile small = RangelandTile.draw(cover, 3, 64);
    RangelandTile large = RangelandTile.draw(cover, 3, 128);

    assertThat(large.caption()).isEqualTo(small.caption());
    assertThat(large.image().width()).isEqualTo(128);
    assertThat(Colours.mean(large.image(), Colours::luma))
        .isCloseTo(Colours.mean(small.image(), Colours::luma), within(20.0));
  }

  @Test
  void waterStaysInPlaceAtAnotherSize() {
    Image small = RangelandTile.draw(Cover.WATER, 3, 64).image();
    Image large = RangelandTile.draw(Cover.WATER, 3, 128).image();

    double difference = 0;
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        difference += Math.abs(small.sample(x, y, 0) - large.sample(2 * x, 2 * y, 0)) / 4096.0;
      }
    }

    assertThat(difference).isCloseTo(0, within(14.0));
  }

  @Test
  void refusesTilesTooSmallToShowAnything() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RangelandTile.draw(Cover.ROCKS, 1, 15))
        .withMessageContaining("at least 16 pixels, found 15");
  }

  private static String digest(Task task) {
    MessageDigest digest = sha256();
    for (Cover cover : task.covers()) {
      for (int seed = 0; seed < PINNED_TILES; seed++) {
        RangelandTile tile = RangelandTile.draw(cover, seed);
        digest.update(tile.image().rgb());
        digest.update(tile.caption().getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
