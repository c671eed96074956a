package org.dafusion.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import org.dafusion.GoldenData;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.random.UniformDraws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestRandAugment {
  private static final int SIZE = 32;

  @Test
  void oneSeedGivesOneView() throws Exception {
    RandAugment transform = RandAugment.ofSize(SIZE);
    Image view = transform.apply(picture(), 5);

    assertThat(transform.apply(picture(), 5)).isEqualTo(view);
    assertThat(transform.apply(picture(), 6)).isNotEqualTo(view);
    assertThat(view.width()).isEqualTo(SIZE);
    assertThat(view.height()).isEqualTo(SIZE);
  }

  @Test
  void aViewIsTheSquashedPictureAfterTheDrawnOperations() throws Exception {
    UniformDraws random = new UniformDraws(11);
    RandAugmentOperation[] all = RandAugmentOperation.values();
    Image expected = Resize.to(picture(), SIZE, SIZE, Resample.BILINEAR);
    for (int i = 0; i < 2; i++) {
      RandAugmentOperation drawn = all[random.below(14)];
      double sign = drawn.signed() && random.below(2) == 1 ? -1 : 1;
      expected = drawn.apply(expected, sign * drawn.magnitude(expected, 9, 31));
    }

    assertThat(RandAugment.ofSize(SIZE).apply(picture(), 11)).isEqualTo(expected);
  }

  @Test
  void everyOperationAndBothSignsAreDrawn() throws Exception {
    RandAugment one = new RandAugment(SIZE, 1, 9, 31);
    Image square = Resize.to(picture(), SIZE, SIZE, Resample.BILINEAR);
    Set<Image> expected = new HashSet<>();
    for (RandAugmentOperation operation : RandAugmentOperation.values()) {
      double magnitude = operation.magnitude(square, 9, 31);
      expected.add(operation.apply(square, magnitude));
      if (operation.signed()) {
        expected.add(operation.apply(square, -magnitude));
      }
    }
    Set<Image> drawn = new HashSet<>();
    for (int seed = 0; seed < 500; seed++) {
      drawn.add(one.apply(picture(), seed));
    }

    assertThat(drawn).isEqualTo(expected).hasSize(23);
  }

  /** A single colour leaves no range to stretch, a single pixel no neighbours to smooth with. */
  @ParameterizedTest
  @EnumSource(RandAugmentOperation.class)
  void theSmallestPictureIsTaken(RandAugmentOperation operation) {
    Image pixel = new Image(1, 1, new byte[] {10, (byte) 200, 30});

    Image made = operation.apply(pixel, operation.magnitude(pixel, 9, 31));

    assertThat(made.width()).isEqualTo(1);
    assertThat(made.height()).isEqualTo(1);
  }

  @Test
  void aMagnitudeBeyondTheBinsIsRefused() {
    assertThatThrownBy(() -> new RandAugment(SIZE, 2, 31, 31))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("magnitude from 0 to below bins, found 2, 31 and 31");
  }

  private static Image picture() throws Exception {
    return new ImageDecoder(1_000_000)
        .decode(Files.readAllBytes(GoldenData.shipped("transform/randaugment/a.png")));
  }
}
