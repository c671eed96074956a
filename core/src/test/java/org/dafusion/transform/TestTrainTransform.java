package org.dafusion.transform;

import static org.assertj.core.api.Assertions.assertThat;

import org.dafusion.image.Image;
import org.junit.jupiter.api.Test;

class TestTrainTransform {
  private static final int SIZE = 33;

  @Test
  void oneSeedGivesOneView() {
    TrainTransform transform = new TrainTransform(SIZE);
    Image view = transform.apply(marked(), 5);
    assertThat(transform.apply(marked(), 5)).isEqualTo(view);
    assertThat(transform.apply(marked(), 6)).isNotEqualTo(view);
    assertThat(view.width()).isEqualTo(SIZE);
    assertThat(view.height()).isEqualTo(SIZE);
  }

  @Test
  void halfOfTheViewsAreFlippedAndNoneTurnsBeyondFifteenDegrees() {
    TrainTransform transform = new TrainTransform(SIZE);
    int flipped = 0;
    double largest = 0;
    double smallest = 90;
    for (int seed = 0; seed < 2000; seed++) {
      // the mark lies straight to the left of the centre: its place tells flip and angle
      double[] mark = brightest(transform.apply(marked(), seed));
      flipped += mark[0] > SIZE / 2.0 ? 1 : 0;
      double dy = mark[1] - SIZE / 2.0;
      double turn = Math.toDegrees(Math.asin(dy / 12));
      largest = Math.max(largest, turn);
      smallest = Math.min(smallest, turn);
    }
    // four standard deviations of 2000 draws with probability 0.5
    assertThat(flipped).isBetween(910, 1090);
    assertThat(largest).isBetween(11.0, 18.0);
    assertThat(smallest).isBetween(-18.0, -11.0);
  }

  @Test
  void evaluationViewIgnoresItsSeedAndKeepsTheWholePicture() {
    EvaluationTransform transform = new EvaluationTransform(SIZE);
    assertThat(transform.apply(marked(), 1)).isEqualTo(transform.apply(marked(), 2));
    assertThat(transform.apply(marked(), 1)).isEqualTo(marked());
  }

  /** Black, with a white square of 3 x 3 whose centre is 12 pixels left of the picture's. */
  private static Image marked() {
    byte[] rgb = new byte[SIZE * SIZE * Image.CHANNELS];
    for (int y = SIZE / 2 - 1; y <= SIZE / 2 + 1; y++) {
      for (int x = SIZE / 2 - 13; x <= SIZE / 2 - 11; x++) {
        for (int c = 0; c < Image.CHANNELS; c++) {
          rgb[(y * SIZE + x) * Image.CHANNELS + c] = (byte) 255;
        }
      }
    }
    return new Image(SIZE, SIZE, rgb);
  }

  /** Mean place of the white pixels, in pixels from the top left corner. */
  private static double[] brightest(Image image) {
    double x = 0;
    double y = 0;
    int count = 0;
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
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
