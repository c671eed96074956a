package org.dafusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is left of picture and noise when the network predicts the true noise: the sample is two
 * numbers, one whose clean value is 1 without noise, one whose clean value is 0 with noise 1, so
 * that the result is the share of the picture and the share of the noise.
 */
class TestIdealPredictor {
  private static final float[] PICTURE = {1, 0};
  private static final float[] NOISE = {0, 1};

  /** √(1 − ᾱ_0): the schedule ends at timestep 0, not at a clean sample. */
  private static final double NOISE_AT_THE_END = 0.029;

  /** Shares computed independently from diffusers' formulas, for 50 steps. */
  @ParameterizedTest
  @CsvSource({
    "1.00, 51, 1.000, 0.029",
    "0.75, 38, 0.927, 0.050",
    "0.50, 26, 0.956, 0.059",
    "0.25, 13, 0.979, 0.065"
  })
  void pndmStartedMidwayLagsOneLevelBehind(
      double strength, int calls, double picture, double noise) {
    Trajectory trajectory = schedule().trajectory(SchedulerKind.PNDM, 50, strength);
    assertThat(trajectory.length()).isEqualTo(calls);
    float[] shares = run(schedule(), trajectory);
    assertThat(shares[0]).isCloseTo((float) picture, within(0.0006f));
    assertThat(shares[1]).isCloseTo((float) noise, within(0.0006f));
  }

  @ParameterizedTest
  @CsvSource({"0.25", "0.5", "0.75"})
  void defaultSamplerLeavesLessNoiseThanPndmWithHalfTheCalls(double strength) {
    Trajectory pndm = schedule().trajectory(SchedulerKind.PNDM, 50, strength);
    Trajectory byDefault = schedule().trajectory(SchedulerKind.DPM_SOLVER_PLUS_PLUS, 25, strength);
    float[] shares = run(schedule(), byDefault);
    assertThat(byDefault.length()).isLessThanOrEqualTo(pndm.length() / 2);
    assertThat(shares[1]).isCloseTo((float) NOISE_AT_THE_END, within(0.0003f));
    assertThat(shares[1]).isLessThan(0.6f * run(schedule(), pndm)[1]);
    assertThat(shares[0]).isCloseTo(1, within(0.001f));
  }

  @ParameterizedTest
  @EnumSource(
      value = SchedulerKind.class,
      names = {"DDIM", "EULER", "DPM_SOLVER_PLUS_PLUS"})
  void otherSamplersBringThePictureBack(SchedulerKind kind) {
    for (double strength : new double[] {0.25, 0.5, 0.75, 1}) {
      float[] shares = run(schedule(), schedule().trajectory(kind, 25, strength));
      assertThat(shares[0]).as("%s at %s", kind, strength).isCloseTo(1, within(0.001f));
      assertThat(shares[1]).isBetween(-0.001f, (float) NOISE_AT_THE_END + 0.001f);
    }
  }

  /**
   * PNDM is left out: it turns a mixture of velocities of several timesteps into noise. So is
   * Euler, whose fractional timesteps the schedule has no velocity for.
   */
  @ParameterizedTest
  @EnumSource(
      value = SchedulerKind.class,
      names = {"DDIM", "DPM_SOLVER_PLUS_PLUS"})
  void velocityAndNoisePredictionsAgree(SchedulerKind kind) {
    NoiseSchedule velocity =
        GoldenSchedules.stableDiffusion(Map.of("prediction_type", "v_prediction"));
    float[] expected = run(schedule(), schedule().trajectory(kind, 20, 0.5));
    float[] found = run(velocity, velocity.trajectory(kind, 20, 0.5));
    assertThat(found).containsExactly(expected, within(2e-6f));
  }

  @ParameterizedTest
  @EnumSource(
      value = SchedulerKind.class,
      names = {"DDIM", "DPM_SOLVER_PLUS_PLUS"})
  void zeroSnrStartsFromNoiseAloneAndBringsThePictureBack(SchedulerKind kind) {
    NoiseSchedule zeroSnr =
        GoldenSchedules.stableDiffusion(
            Map.of(
                "prediction_type", "v_prediction",
                "rescale_betas_zero_snr", true,
                "timestep_spacing", "trailing"));
    Trajectory trajectory = zeroSnr.trajectory(kind, 25, 1);
    assertThat(trajectory.start()).isEqualTo(new Noising(0, 1));
    float[] shares = run(zeroSnr, trajectory);
    assertThat(shares[0]).isCloseTo(1, within(0.001f));
    assertThat(shares[1]).isBetween(-0.001f, (float) NOISE_AT_THE_END + 0.001f);
  }

  private static NoiseSchedule schedule() {
    return GoldenSchedules.stableDiffusion(Map.of());
  }

  private static float[] run(NoiseSchedule schedule, Trajectory trajectory) {
    TrajectoryState state = trajectory.begin(PICTURE, NOISE);
    while (!state.done()) {
      state.advance(schedule.target((int) state.timestep()).apply(PICTURE, NOISE));
    }
    return state.sample();
  }
}
