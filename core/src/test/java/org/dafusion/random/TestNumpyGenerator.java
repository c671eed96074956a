package org.dafusion.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import org.dafusion.GoldenData;
import org.dafusion.huggingface.SafetensorsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values printed by NumPy itself; each line of Python stands beside them. */
class TestNumpyGenerator {
  // np.random.SeedSequence(seed).generate_state(8)
  @Test
  void seedSequenceFillsTheState() {
    assertThat(NumpyGenerator.seedSequence(0, 8))
        .containsExactly(
            (int) 2968811710L,
            (int) 3677149159L,
            745650761,
            (int) 2884920346L,
            (int) 2642120001L,
            549907821,
            574372308,
            742431198);
    assertThat(NumpyGenerator.seedSequence((1L << 40) + 5, 8))
        .containsExactly(
            (int) 3767146251L,
            (int) 3672381269L,
            2127416108,
            (int) 2216012776L,
            1267800272,
            623232436,
            865255123,
            1120041279);
  }

  // np.random.PCG64(0).state["state"]
  @Test
  void theStateIsThatOfPcg64() {
    assertThat(new NumpyGenerator(0).state())
        .containsExactly(
            new BigInteger("35399562948360463058890781895381311971"),
            new BigInteger("87136372517582989555478159403783844777"));
  }

  // np.random.PCG64(0).random_raw(3)
  @Test
  void wordsAreThoseOfPcg64() {
    NumpyGenerator generator = new NumpyGenerator(0);

    assertThat(generator.nextLong()).isEqualTo(Long.parseUnsignedLong("11749869230777074271"));
    assertThat(generator.nextLong()).isEqualTo(4976686463289251617L);
    assertThat(generator.nextLong()).isEqualTo(755828109848996024L);
  }

  @Test
  void intsAreTheHalvesOfAWordLowHalfFirst() {
    NumpyGenerator generator = new NumpyGenerator(0);
    long word = new NumpyGenerator(0).nextLong();

    assertThat(generator.nextInt()).isEqualTo((int) word);
    assertThat(generator.nextInt()).isEqualTo((int) (word >>> 32));
    assertThat(generator.nextLong()).isEqualTo(4976686463289251617L);
  }

  // np.random.default_rng(seed).permutation(n)
  @Test
  void permutationsAreThoseOfDefaultRng() {
    NumpyGenerator zero = new NumpyGenerator(0);
    assertThat(zero.permutation(10)).containsExactly(4, 6, 2, 7, 3, 5, 9, 0, 8, 1);
    assertThat(zero.permutation(5)).containsExactly(0, 2, 3, 4, 1);
    assertThat(new NumpyGenerator(1).permutation(10)).containsExactly(8, 4, 7, 0, 1, 2, 5, 9, 6, 3);
    assertThat(new NumpyGenerator(7).permutation(20))
        .containsExactly(3, 8, 12, 13, 14, 16, 10, 15, 1, 6, 0, 7, 4, 18, 5, 19, 17, 2, 9, 11);
    assertThat(new NumpyGenerator(0).permutation(1000)).startsWith(459, 206, 222, 162, 711, 814);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void successivePermutationsAreThoseOfOneGenerator(int seed) {
    NumpyGenerator generator = new NumpyGenerator(seed);
    int[] lengths = {5, 16, 30, 100, 1, 2, 257};
    try (SafetensorsReader golden =
        SafetensorsReader.open(GoldenData.shipped("random/random_streams.safetensors"))) {
      for (int call = 0; call < lengths.length; call++) {
        String name =
            "out.numpy_default_rng_permutation.seed%d.call%d_n%d"
                .formatted(seed, call, lengths[call]);
        long[] expected = golden.longs(name);
        int[] found = generator.permutation(lengths[call]);
        assertThat(Arrays.stream(found).asLongStream().toArray()).as(name).isEqualTo(expected);
      }
      String ofAnArray = "out.numpy_default_rng_permutation_of_array_100_139.seed" + seed;
      int[] found = new NumpyGenerator(seed).permutation(40);
      assertThat(Arrays.stream(found).mapToLong(i -> i + 100).toArray())
          .as(ofAnArray)
          .isEqualTo(golden.longs(ofAnArray));
    }
  }

  @Test
  void seedsBeyondThirtyTwoBitsAreUsedWhole() {
    assertThat(new NumpyGenerator((1L << 40) + 5).permutation(12))
        .containsExactly(9, 5, 1, 2, 8, 3, 0, 10, 7, 4, 6, 11);
    assertThat(new NumpyGenerator(Long.MAX_VALUE).permutation(12))
        .containsExactly(0, 2, 3, 5, 7, 10, 11, 6, 9, 8, 1, 4);
  }

  @Test
  void permutationsOfOneOrNothingDrawNothing() {
    NumpyGenerator generator = new NumpyGenerator(0);

    assertThat(generator.permutation(0)).isEmpty();
    assertThat(generator.permutation(1)).containsExactly(0);
    assertThat(generator.permutation(10)).containsExactly(4, 6, 2, 7, 3, 5, 9, 0, 8, 1);
  }

  @Test
  void refusesWhatNumpyRefuses() {
    assertThatThrownBy(() -> new NumpyGenerator(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid seed: must be at least 0, found -1");
    assertThatThrownBy(() -> new NumpyGenerator(0).permutation(-2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid length: must be at least 0, found -2");
  }
}
