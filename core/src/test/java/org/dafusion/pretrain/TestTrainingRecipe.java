package org.dafusion.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestTrainingRecipe {
  private static final TrainingRecipe RECIPE =
      new TrainingRecipe("vae", 100, 4, 0.01, 10, "cosine", 0.1, 1, 0.99);

  /** Values of diffusers' EMAModel.get_decay, decay 0.99, for optimization_step 1, 2, 3 and on. */
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0.181818", "3, 0.25", "10, 0.526316", "1000, 0.99"})
  void theAverageBeginsToForgetQuickly(long step, double decay) {
    assertThat(RECIPE.emaDecay(step)).isCloseTo(decay, within(1e-6));
  }

  @Test
  void theRateGrowsFromTheFirstStepAndEndsNearNothing() {
    assertThat(RECIPE.learningRate(1)).isCloseTo(0.001, within(1e-12));
    assertThat(RECIPE.learningRate(10)).isCloseTo(0.01, within(1e-12));
    assertThat(RECIPE.learningRate(55)).isCloseTo(0.005, within(1e-12));
    assertThat(RECIPE.learningRate(100)).isCloseTo(0, within(1e-12));
    assertThat(RECIPE.learningRate(1000)).isCloseTo(0, within(1e-12));
  }

  @Test
  void withoutWarmUpTheFirstStepHasTheFullRate() {
    TrainingRecipe recipe = new TrainingRecipe("vae", 100, 4, 0.01, 0, "constant", 0, 0, 0.99);

    assertThat(recipe.learningRate(1)).isEqualTo(0.01);
    assertThat(recipe.learningRate(100)).isEqualTo(0.01);
  }

  @Test
  void theOptimiserIsAdamW() {
    assertThat(RECIPE.optimiser().decoupled()).isTrue();
    assertThat(RECIPE.optimiser().weightDecay()).isEqualTo(0.1);
    assertThat(RECIPE.optimiser().beta2()).isEqualTo(0.999);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pretrain.vae.steps=0 | pretrain.vae.steps must be between 1 and 100000000, found 0",
        "pretrain.diffusion.batch=0 | pretrain.diffusion.batch must be between 1 and 65536, found 0",
        "pretrain.vae.learning-rate=0 | pretrain.vae.learning-rate must be positive",
        "pretrain.vae.schedule=some | pretrain.vae.schedule must be one of constant, cosine",
        "pretrain.vae.ema-decay=1 | pretrain.vae.ema-decay must be below 1.0, found 1.0",
        "pretrain.vae.gradient-clip=-1 | pretrain.vae.gradient-clip must be at least 0",
        "pretrain.vae.symmetries=some | pretrain.vae.symmetries must be one of none, flip, all",
        "pretrain.vae.kl-weight=-1 | pretrain.vae.kl-weight must be at least 0",
        "pretrain.vae={l1-weight=0,l2-weight=0} | pretrain.vae.l1-weight must be positive where",
        "pretrain.diffusion.caption-dropout=2 | pretrain.diffusion.caption-dropout must be between",
        "pretrain.diffusion.preview.images=0 | pretrain.diffusion.preview.images must be between",
        "pretrain.part=unet | pretrain.part must be one of vae, diffusion, backbone, found 'unet'",
        "pretrain.stored-type=bf16 | pretrain.stored-type must be one of fp32, fp16, found 'bf16'",
        "pretrain.seed=-1 | pretrain.seed must be at least 0, found -1"
      })
  void valuesOutOfRangeAreNamed(String override, String message) {
    assertThatThrownBy(() -> Trainings.settings(override))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(message);
  }
}
