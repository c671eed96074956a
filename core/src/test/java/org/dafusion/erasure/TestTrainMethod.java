package org.dafusion.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dafusion.GoldenData;
import org.dafusion.huggingface.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestTrainMethod {
  /**
   * The structure of v1-4 has 686 weights with 16 blocks of attention: 5 weights each for either
   * kind, 4 of the output and 4 of the embedding of time. The tiny one has 16 levels alike.
   */
  @ParameterizedTest
  @CsvSource({"FULL, 684", "XATTN, 80", "SELFATTN, 80", "NOXATTN, 596", "NOTIME, 676"})
  void choosesSoManyWeights(TrainMethod method, int expected) {
    try (Weights weights =
        Weights.open(GoldenData.full("tiny-sd/unet/diffusion_pytorch_model.safetensors"))) {
      List<String> chosen = weights.names().stream().filter(method::trains).toList();

      assertThat(chosen).hasSize(expected);
    }
  }
}
