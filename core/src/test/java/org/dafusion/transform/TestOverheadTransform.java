package org.dafusion.transform;

import static org.assertj.core.api.Assertions.assertThat;

import org.dafusion.image.Image;
import org.junit.jupiter.api.Test;

class TestOverheadTransform {
  private static final int SIZE = 33;

  /** A mark on the axis tells the turn, one beside it which of the two flips there were. */
  @Test
  void flipsBothWaysAndTurnsUpToFortyFiveDegrees() {
    OverheadTransform transform = new OverheadTransform(SIZE);
    int[] quadrants = new int[4];
    double largest = 0;
    double sum = 0;
    for (int seed = 0; seed < 2000; seed++) {
      double[] mark = mean(transform.apply(marked(), seed));
      double x = mark[0] - SIZE / 2.0;
      double y = mark[1] - SIZE / 2.0;
      quadrants[(Math.abs(x) < 1e-9 ? 0 : x > 0 ? 1 : 0) + (y > 0 ? 2 : 0)]++;
      // the mark lies at 45 degrees to the upper left: its angle from there, of a flipped one from
      // where the flip brought it
      double angle = Math.toDegrees(Math.atan2(Math.abs(y), Math.abs(x))) - 45;
      largest = Math.max(largest, Math.abs(angle));
      sum += Math.abs(angle);
    }
    // a turn of up to 45 degrees leaves the mark in the quadrant where the flips brought it; four
    // standard deviations of 2000 draws with probability 0.25
    for (int count : quadrants) {
      assertThat(count).isBetween(422, 578);
    }
    assertThat(largest).isBetween(42.0, 48.0);
    // even between 0 and 45
    assertThat(sum / 2000).isBetween(21.0, 24.0);
  }

  @Test
  void oneSeedGivesOneViewAndNoneIsThePictureItself() {
    ImageTransform overhead = TrainingViews.parse("overhead").transform(SIZE);
    assertThat(overhead).isEqualTo(new OverheadTransform(SIZE));
    assertThat(overhead.apply(marked(), 5)).isEqualTo(overhead.apply(marked(), 5));
    assertThat(TrainingViews.parse("none").transform(SIZE).apply(marked(), 5)).isEqualTo(marked());
  }

  /** Black, with a white square of 3 x 3 to the upper left of the centre, ten pixels each way. */
  private static Image marked() {
    byte[] rgb = new byte[SIZE * SIZE * Image.CHANNELS];
    for (int y = SIZE / 2 - 11; y <= SIZE / 2 - 9; y++) {
      for (int x = SIZE / 2 - 11; x <= SIZE / 2 - 9; x++) {
        for (int c = 0; c < Image.CHANNELS; c++) {
          rgb[(y * SIZE + x) * Image.CHANNELS + c] = (byte) 255;
        }
      }
    }
    return new Image(SIZE, SIZE, rgb);
  }

  private static double[] mean(Image image) {
    double x = 0;
    double y = 0;
    int count = 0;
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        if (image.sample(column, row, 0) > 0) {
          x += column + 0.5;
          y += row + 0.5;
          count++;
        }
      }
    }
    return new double[] {x / count, y / count};
  }
}
