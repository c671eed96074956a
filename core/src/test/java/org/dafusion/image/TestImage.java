package org.dafusion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestImage {
  @Test
  void samplesAreUnsignedAndInRowsOfPixels() {
    Image image = new Image(2, 1, new byte[] {1, 2, 3, 4, -1, 6});

    assertThat(image.sample(0, 0, 2)).isEqualTo(3);
    assertThat(image.sample(1, 0, 1)).isEqualTo(255);
    assertThat(new Mask(1, 2, new byte[] {0, -2}).value(0, 1)).isEqualTo(254);
  }

  @Test
  void equalContentIsEqual() {
    Image image = DrawnImages.gradient(4, 3);

    assertThat(image)
        .isEqualTo(new Image(4, 3, image.rgb()))
        .hasSameHashCodeAs(new Image(4, 3, image.rgb()))
        .isNotEqualTo(new Image(3, 4, image.rgb()))
        .isNotEqualTo(new Image(4, 3, new byte[36]));
    assertThat(new Mask(1, 2, new byte[] {1, 2}))
        .isEqualTo(new Mask(1, 2, new byte[] {1, 2}))
        .hasSameHashCodeAs(new Mask(1, 2, new byte[] {1, 2}))
        .isNotEqualTo(new Mask(2, 1, new byte[] {1, 2}));
  }

  @Test
  void arraysAreCopiedInAndOut() {
    byte[] rgb = new byte[3];
    Image image = new Image(1, 1, rgb);
    rgb[0] = 9;
    image.rgb()[1] = 9;
    byte[] values = new byte[1];
    Mask mask = new Mask(1, 1, values);
    values[0] = 9;
    mask.values()[0] = 9;

    assertThat(image).isEqualTo(new Image(1, 1, new byte[3]));
    assertThat(mask).isEqualTo(new Mask(1, 1, new byte[1]));
  }

  @Test
  void refusesAnotherNumberOfSamples() {
    assertThatThrownBy(() -> new Image(2, 2, new byte[11]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid image: 2 x 2 must have 12 samples, found 11");
    assertThatThrownBy(() -> new Mask(2, 2, new byte[12]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid mask: 2 x 2 must have 4 samples, found 12");
    assertThatThrownBy(() -> new Image(0, 2, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid image: must be at least 1 x 1, found 0 x 2");
  }

  @Test
  void refusesASampleOutside() {
    assertThatThrownBy(() -> DrawnImages.gradient(4, 3).sample(4, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("No sample (4, 0, 1) in Image 4 x 3");
    assertThatThrownBy(() -> new Mask(1, 1, new byte[1]).value(0, -1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("No sample (0, -1) in Mask 1 x 1");
  }
}
