package org.dafusion.rangeland;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestLighting {
  private static final double PILLAR = 3;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.07, 0.13, 0.25, 0.4, 0.5, 0.62, 0.75, 0.9})
  void shadowsFallAwayFromTheSunAndEndWhereTheSunClearsTheTop(double turns) {
    Direction away = Direction.at(turns);
    // An elevation of an eighth of a turn: a shadow as long as its pillar is high.
    Canvas canvas = pillar();
    float[] shadow = new Lighting(canvas, new Sun(away, 0.125, 0.3, "")).shadow();

    assertThat(shadow[canvas.index(away.x() * 2, away.y() * 2)]).isGreaterThan(0.9f);
    assertThat(shadow[canvas.index(-away.x() * 2, -away.y() * 2)]).isZero();
    assertThat(shadow[canvas.index(-away.y() * 2, away.x() * 2)]).isZero();
    double beyond = PILLAR + 1.2;
    assertThat(shadow[canvas.index(away.x() * beyond, away.y() * beyond)]).isZero();
  }

  @Test
  void flatGroundKeepsItsColour() {
    Canvas canvas = new Canvas(16, 8);
    Rgb colour = new Rgb(0.4f, 0.3f, 0.2f);
    canvas.everywhere((i, x, y) -> canvas.paint(i, colour));

    float[][] light = new Lighting(canvas, new Sun(Direction.at(0.3), 0.1, 0.3, "")).lit();

    int centre = canvas.index(0, 0);
    assertThat(light[0][centre]).isCloseTo(0.4f, within(0.01f));
    assertThat(light[1][centre]).isCloseTo(0.3f, within(0.01f));
    assertThat(light[2][centre]).isCloseTo(0.2f, within(0.01f));
  }

  @Test
  void slopesThatFaceTheSunAreLighter() {
    Canvas canvas = new Canvas(16, 8);
    canvas.everywhere(
        (i, x, y) -> {
          canvas.paint(i, new Rgb(0.4f, 0.4f, 0.4f));
          canvas.setHeight(i, -0.3 * Math.abs(x));
        });

    // Shadows fall to the right, so the sun is on the left.
    float[][] light = new Lighting(canvas, new Sun(Direction.at(0), 0.125, 0.3, "")).lit();

    assertThat(light[1][canvas.index(-2, 0)]).isGreaterThan(1.3f * light[1][canvas.index(2, 0)]);
  }

  private static Canvas pillar() {
    Canvas canvas = new Canvas(32, 12);
    canvas.disc(0, 0, 0.8, (i, dx, dy, square) -> canvas.setHeight(i, PILLAR));
    return canvas;
  }
}
