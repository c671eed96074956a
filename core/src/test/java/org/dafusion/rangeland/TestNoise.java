package org.dafusion.rangeland;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TestNoise {
  private static final Canvas CANVAS = new Canvas(64, 10);

  @Test
  void valuesLieBetweenZeroAndOneAroundAHalf() {
    float[] values = Noise.field(CANVAS, 5, 0.5, 3, 0.6);

    double sum = 0;
    for (float value : values) {
      assertThat(value).isBetween(0f, 1f);
      sum += value;
    }
    assertThat(sum / values.length).isCloseTo(0.5, within(0.05));
  }

  @Test
  void neighboursAreAlikeAndDistantPlacesAreNot() {
    float[] values = Noise.field(CANVAS, 5, 2, 1, 1);
    int row = CANVAS.side() * CANVAS.side() / 2;

    double near = 0;
    double far = 0;
    for (int i = row; i < row + CANVAS.side() - 60; i++) {
      near += Math.abs(values[i] - values[i + 1]);
      far += Math.abs(values[i] - values[i + 60]);
    }

    assertThat(near).isLessThan(far / 4);
  }

  @Test
  void aFieldIsTheSameLandOnAFinerCanvas() {
    Canvas finer = new Canvas(128, 10);
    float[] coarse = Noise.field(CANVAS, 9, 2, 2, 0.5);
    float[] fine = Noise.field(finer, 9, 2, 2, 0.5);

    for (double place = -4; place < 4; place += 0.37) {
      assertThat(fine[finer.index(place, 0.3)])
          .isCloseTo(coarse[CANVAS.index(place, 0.3)], within(0.12f));
    }
  }

  @Test
  void streaksRunAlongTheirDirection() {
    float[] values = Noise.streaks(CANVAS, 5, 0.3, 20, Direction.at(0));

    double along = 0;
    double across = 0;
    for (int i = 0; i < values.length - CANVAS.side(); i++) {
      along += Math.abs(values[i] - values[i + 1]);
      across += Math.abs(values[i] - values[i + CANVAS.side()]);
    }

    assertThat(along).isLessThan(across / 5);
  }

  @Test
  void aLevelIsExceededByItsShareOfTheTile() {
    Scene scene = new Scene(64, 10, 3);
    float[] field = scene.noise(2, 3, 0.6);
    double level = scene.level(field, 0.25);

    Canvas canvas = scene.canvas();
    int above = 0;
    for (int y = canvas.margin(); y < canvas.side() - canvas.margin(); y++) {
      for (int x = canvas.margin(); x < canvas.side() - canvas.margin(); x++) {
        above += field[y * canvas.side() + x] > level ? 1 : 0;
      }
    }

    assertThat(above / (128.0 * 128.0)).isCloseTo(0.25, within(0.01));
  }
}
