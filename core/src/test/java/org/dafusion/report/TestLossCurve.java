package org.dafusion.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.UndecodableImageException;
import org.junit.jupiter.api.Test;

class TestLossCurve {
  @Test
  void aFallingLossIsALineFromTheUpperLeftToTheLowerRight() throws UndecodableImageException {
    Image falling = drawn(values(10_000, step -> 2.0 - step / 10_000.0));
    Image rising = drawn(values(10_000, step -> 1.0 + step / 10_000.0));

    assertThat(falling.width()).isEqualTo(900);
    assertThat(heightOfLine(falling, 100)).isLessThan(heightOfLine(falling, 700));
    assertThat(heightOfLine(rising, 100)).isGreaterThan(heightOfLine(rising, 700));
  }

  @Test
  void valuesOfManyDecadesAreToldApart() throws UndecodableImageException {
    Image decades = drawn(values(300, step -> Math.pow(10, -step / 100.0)));

    // on an even axis the second half would lie at the bottom
    int middle = heightOfLine(decades, 400);
    assertThat(middle - heightOfLine(decades, 100)).isBetween(80, 200);
    assertThat(heightOfLine(decades, 700) - middle).isBetween(80, 200);
  }

  @Test
  void whatIsNoNumberIsLeftOutAndASinglePointIsShown() throws UndecodableImageException {
    SortedMap<Long, Double> single = values(1, step -> 0.5);
    single.put(7L, Double.NaN);

    assertThat(hasLine(drawn(single))).isTrue();
    assertThat(hasLine(drawn(new TreeMap<>()))).isFalse();
  }

  private static SortedMap<Long, Double> values(long steps, LongToDoubleFunction loss) {
    SortedMap<Long, Double> values = new TreeMap<>();
    for (long step = 1; step <= steps; step++) {
      values.put(step, loss.applyAsDouble(step));
    }
    return values;
  }

  private static Image drawn(SortedMap<Long, Double> values) throws UndecodableImageException {
    return new ImageDecoder(1_000_000).decode(new LossCurve("Loss").add("training", values).png());
  }

  private static boolean hasLine(Image image) {
    for (int x = 0; x < 780; x++) {
      if (heightOfLine(image, x) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** The first row of a column that is coloured and not grey; -1 for none. */
  private static int heightOfLine(Image image, int x) {
    for (int y = 0; y < image.height(); y++) {
      if (Math.abs(image.sample(x, y, 0) - image.sample(x, y, 2)) > 60) {
        return y;
      }
    }
    return -1;
  }
}
