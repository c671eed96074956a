package org.dafusion.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dafusion.image.Image;
import org.dafusion.random.UniformDraws;
import org.dafusion.transform.CutMix.Paste;
import org.junit.jupiter.api.Test;

class TestCutMix {
  @Test
  void boxHasTheSideThatLambdaLeavesToItsPartner() {
    // sqrt(1 - 0.75) = 0.5: 8 of 16 pixels, 4 to either side of (8, 8)
    assertThat(CutMix.box(3, 16, 0.75, 8, 8)).isEqualTo(new Paste(3, 4, 4, 12, 12));
    // sqrt(1 - 0.51) = 0.7: floor(11.2) = 11 pixels, of which the whole half is 5
    assertThat(CutMix.box(0, 16, 0.51, 8, 7)).isEqualTo(new Paste(0, 3, 2, 13, 12));
    assertThat(CutMix.box(0, 16, 1, 8, 8).area()).isZero();
  }

  @Test
  void whatSticksOutOfThePictureIsCutOff() {
    assertThat(CutMix.box(0, 16, 0.75, 0, 15)).isEqualTo(new Paste(0, 0, 11, 4, 16));
    assertThat(CutMix.box(0, 16, 0, 0, 0)).isEqualTo(new Paste(0, 0, 0, 8, 8));
  }

  @Test
  void labelsAreSharedByTheAreaThatIsReallyPasted() {
    Paste quarter = new Paste(0, 4, 4, 12, 12);
    Paste eighth = new Paste(1, 0, 8, 4, 16);

    assertThat(CutMix.weights(List.of(), 16)).containsExactly(1);
    // 64 of 256 pixels
    assertThat(CutMix.weights(List.of(quarter), 16)).containsExactly(0.75, 0.25);
    // then 32 of 256: 0.75 · 0.875, 0.25 · 0.875, 0.125
    assertThat(CutMix.weights(List.of(quarter, eighth), 16))
        .containsExactly(new double[] {0.65625, 0.21875, 0.125}, within(1e-12));
    // a box that was cut off: 4 x 5 pixels instead of 8 x 8
    assertThat(CutMix.weights(List.of(CutMix.box(0, 16, 0.75, 0, 15)), 16)[1])
        .isCloseTo(20 / 256.0, within(1e-12));
  }

  @Test
  void boxesAreTakenFromTheSamePlaceInTheirOrder() {
    Image mixed =
        CutMix.apply(
            even(4, 0),
            List.of(striped(4), even(4, 200)),
            List.of(new Paste(0, 1, 0, 4, 2), new Paste(1, 3, 1, 4, 4)));

    assertThat(row(mixed, 0)).containsExactly(0, 1, 2, 3);
    assertThat(row(mixed, 1)).containsExactly(0, 11, 12, 200);
    assertThat(row(mixed, 2)).containsExactly(0, 0, 0, 200);
  }

  @Test
  void halfOfThePastesAreMadeAndTheirCentresAndLambdasAreEven() {
    UniformDraws random = new UniformDraws(1);
    int[] counts = new int[3];
    List<Integer> asked = new ArrayList<>();
    double area = 0;
    for (int i = 0; i < 4000; i++) {
      List<Paste> pastes =
          CutMix.REFERENCE.draw(
              64,
              random,
              () -> {
                asked.add(asked.size());
                return asked.size() - 1;
              });
      counts[pastes.size()]++;
      area += pastes.stream().mapToInt(Paste::area).sum();
    }
    // none 1/4, one 1/2, two 1/4; four standard deviations of 4000 draws
    assertThat(counts[0]).isBetween(890, 1110);
    assertThat(counts[1]).isBetween(1873, 2127);
    assertThat(counts[2]).isBetween(890, 1110);
    assertThat(asked).hasSize(counts[1] + 2 * counts[2]);
    // E[(s - s²/4)²] for s = sqrt(u), u even, a box of side s cut at the borders: E[s²] - E[s³]/2
    // + E[s⁴]/16 = 1/2 - 1/5 + 1/48 = 0.3208; sides are rounded down to even numbers, two in 64
    assertThat(area / asked.size() / (64 * 64)).isCloseTo(0.3208, within(0.03));
  }

  @Test
  void chancesThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new CutMix(1.5, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have a probability from 0 to 1");
    assertThatThrownBy(() -> new CutMix(0.5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one mix, found 0.5 and 0");
  }

  private static Image even(int size, int value) {
    byte[] rgb = new byte[size * size * Image.CHANNELS];
    Arrays.fill(rgb, (byte) value);
    return new Image(size, size, rgb);
  }

  /** The sample in column x of row y is 10 y + x. */
  private static Image striped(int size) {
    byte[] rgb = new byte[size * size * Image.CHANNELS];
    for (int at = 0; at < rgb.length; at++) {
      int pixel = at / Image.CHANNELS;
      rgb[at] = (byte) (10 * (pixel / size) + pixel % size);
    }
    return new Image(size, size, rgb);
  }

  private static int[] row(Image image, int y) {
    int[] row = new int[image.width()];
    for (int x = 0; x < row.length; x++) {
      row[x] = image.sample(x, y, 1);
    }
    return row;
  }
}
