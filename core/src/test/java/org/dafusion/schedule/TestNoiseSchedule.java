package org.dafusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import org.dafusion.huggingface.ModelArtefactException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestNoiseSchedule {

  @Test
  void readsTheFileOfAModelFolder() {
    NoiseSchedule schedule =
        NoiseSchedule.from(
            ConfigFactory.parseString(
                """
                {
                  "_class_name": "PNDMScheduler",
                  "beta_end": 0.012,
                  "beta_schedule": "scaled_linear",
                  "beta_start": 0.00085,
                  "num_train_timesteps": 1000,
                  "skip_prk_steps": true,
                  "trained_betas": null
                }
                """));
    assertThat(schedule.trainTimesteps()).isEqualTo(1000);
    assertThat(schedule.predictionType()).isEqualTo(PredictionType.EPSILON);
    assertThat(schedule.beta(0)).isCloseTo(0.00085, within(1e-9));
    assertThat(schedule.beta(999)).isCloseTo(0.012, within(1e-9));
  }

  @Test
  void refusesToPredictTheSample() {
    assertThatThrownBy(() -> GoldenSchedules.stableDiffusion(Map.of("prediction_type", "sample")))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Invalid scheduler configuration (")
        .hasMessageEndingWith(
            "): prediction_type must be one of [epsilon, v_prediction], found \"sample\"");
  }

  @Test
  void namesFileAndLineOfAWrongType() {
    assertThatThrownBy(
            () -> NoiseSchedule.from(ConfigFactory.parseString("{\n\"beta_start\": \"low\"}")))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Cannot read the scheduler configuration because String: 2: ")
        .hasMessageContaining("beta_start has type STRING rather than NUMBER");
  }

  @ParameterizedTest
  @CsvSource({
    "ddim, thresholding, true, 'must be false, it is not supported, found true'",
    "dpm-solver++, thresholding, true, 'must be false, it is not supported, found true'",
    "dpm-solver++, use_karras_sigmas, true, 'must be false, it is not supported, found true'",
    "euler, use_karras_sigmas, true, 'must be false, it is not supported, found true'",
    "euler, interpolation_type, log_linear, 'must be one of [linear], found \"log_linear\"'",
    "dpm-solver++, solver_order, 4, 'must be between 1 and 3, found 4'",
    "dpm-solver++, solver_type, bh2, 'must be one of [midpoint, heun], found \"bh2\"'",
    "dpm-solver++, algorithm_type, sde-dpmsolver++,"
        + " 'must be one of [dpmsolver++, dpmsolver], found \"sde-dpmsolver++\"'",
    "dpm-solver++, lambda_min_clipped, -5.1, 'must be -Infinity, found -5.1'",
    "pndm, timestep_spacing, even, 'must be one of [leading, trailing, linspace], found \"even\"'"
  })
  void refusesWhatASamplerDoesNotSupport(String kind, String key, String value, String rule) {
    NoiseSchedule schedule = GoldenSchedules.stableDiffusion(Map.of(key, value));
    assertThatThrownBy(() -> schedule.trajectory(SchedulerKind.parse(kind), 10, 1))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Invalid scheduler configuration (")
        .hasMessageEndingWith("): " + key + " " + rule);
  }

  @Test
  void otherSamplersMayIgnoreWhatOneDoesNotSupport() {
    NoiseSchedule schedule = GoldenSchedules.stableDiffusion(Map.of("use_karras_sigmas", true));
    assertThat(schedule.trajectory(SchedulerKind.DDIM, 10, 1).length()).isEqualTo(10);
  }

  @Test
  void latentsAreClippedOnlyWhereTheFileSaysSo() {
    assertThat(firstPrediction(Map.of()).limit()).isInfinite();
    assertThat(firstPrediction(Map.of("clip_sample", true)).limit()).isEqualTo(1);
    assertThat(firstPrediction(Map.of("clip_sample", true, "clip_sample_range", 2)).limit())
        .isEqualTo(2);
  }

  @Test
  void schedulersAreParsedByTheirWords() {
    assertThat(SchedulerKind.words()).isEqualTo(List.of("dpm-solver++", "ddim", "pndm", "euler"));
    for (SchedulerKind kind : SchedulerKind.values()) {
      assertThat(SchedulerKind.parse(kind.word())).isEqualTo(kind);
    }
    assertThatThrownBy(() -> SchedulerKind.parse("plms"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid scheduler: must be one of [dpm-solver++, ddim, pndm, euler], found \"plms\"");
  }

  private static Prediction firstPrediction(Map<String, ?> changes) {
    return GoldenSchedules.stableDiffusion(changes)
        .trajectory(SchedulerKind.DDIM, 10, 1)
        .step(0)
        .prediction();
  }
}
