package org.dafusion.rangeland;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person would say of the covers, as far as colours tell. */
class TestLooks {
  private static final int TILES = 30;

  /** Green and red far above blue, and green not below red: the colour of spurge's bracts. */
  private static double yellowGreen(int red, int green, int blue) {
    return green >= red && red - blue > 50 && green > 130 ? 1 : 0;
  }

  private static double saturatedYellow(int red, int green, int blue) {
    return red > green && red - blue > 100 && green - blue > 60 ? 1 : 0;
  }

  @Test
  void spurgeIsYellowerGreenThanGrass() {
    double spurge = Colours.mean(Cover.LEAFY_SPURGE, TILES, TestLooks::yellowGreen);

    assertThat(spurge)
        .isGreaterThan(2 * Colours.mean(Cover.DRY_GRASS, TILES, TestLooks::yellowGreen))
        .isGreaterThan(2 * Colours.mean(Cover.GREEN_GRASS, TILES, TestLooks::yellowGreen));
  }

  /** Else their colour alone would tell them from spurge. */
  @Test
  void theLookAlikesHaveYellowOfTheirOwn() {
    double balsamroot = Colours.mean(Cover.ARROWLEAF_BALSAMROOT, TILES, TestLooks::saturatedYellow);
    double cheatgrass = Colours.mean(Cover.CHEATGRASS, TILES, TestLooks::yellowGreen);

    assertThat(balsamroot)
        .isGreaterThan(Colours.mean(Cover.LEAFY_SPURGE, TILES, TestLooks::saturatedYellow));
    assertThat(cheatgrass)
        .isGreaterThan(Colours.mean(Cover.GREEN_GRASS, TILES, TestLooks::yellowGreen));
  }

  @Test
  void waterIsDarkerAndBluerThanLand() {
    Colours.OfPixel blueness = (red, green, blue) -> blue - red;

    double luma = Colours.mean(Cover.WATER, TILES, Colours::luma);
    double blue = Colours.mean(Cover.WATER, TILES, blueness);
    for (Cover land : new Cover[] {Cover.DRY_GRASS, Cover.GREEN_GRASS, Cover.BARE_SOIL}) {
      assertThat(luma).isLessThan(Colours.mean(land, TILES, Colours::luma));
      assertThat(blue).isGreaterThan(Colours.mean(land, TILES, blueness));
    }
  }

  @Test
  void fireIsDarkestAndSaltIsLightest() {
    double burnt = Colours.mean(Cover.BURN_SCAR, TILES, Colours::luma);
    double salt = Colours.mean(Cover.SALT_FLAT, TILES, Colours::luma);

    for (Cover common : Task.COMMON.covers()) {
      assertThat(Colours.mean(common, TILES, Colours::luma)).isBetween(burnt, salt);
    }
  }

  /** But for flowers, some of which are purple. */
  @Test
  void thistleIsMorePurpleThanOtherCommonCovers() {
    Colours.OfPixel purple = (red, green, blue) -> red - green > 12 && blue - green > 8 ? 1 : 0;

    double thistle = Colours.mean(Cover.THISTLE, TILES, purple);
    List<Cover> others = new ArrayList<>(Task.COMMON.covers());
    others.remove(Cover.WILD_FLOWERS);
    for (Cover common : others) {
      assertThat(thistle).isGreaterThan(2 * Colours.mean(common, TILES, purple));
    }
  }
}
