package org.dafusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dafusion.huggingface.ModelArtefactException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestTrajectory {

  @Test
  void spacingDependsOnTheSamplerWhereTheConfigurationDoesNotSay() {
    // As diffusers 0.14: the samplers of Stable Diffusion's own folder lead, the others do not.
    assertThat(firstTimestep(SchedulerKind.PNDM, Map.of())).isEqualTo(961);
    assertThat(firstTimestep(SchedulerKind.DDIM, Map.of())).isEqualTo(961);
    assertThat(firstTimestep(SchedulerKind.DPM_SOLVER_PLUS_PLUS, Map.of())).isEqualTo(999);
    assertThat(firstTimestep(SchedulerKind.EULER, Map.of())).isEqualTo(999);
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void spacingOfTheConfigurationHoldsForEverySampler(SchedulerKind kind) {
    assertThat(firstTimestep(kind, Map.of("timestep_spacing", "trailing"))).isEqualTo(999);
    assertThat(firstTimestep(kind, Map.of("timestep_spacing", "leading")))
        .isEqualTo(kind == SchedulerKind.DPM_SOLVER_PLUS_PLUS ? 951 : 961);
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void everyNumberOfStepsStaysWithinTraining(SchedulerKind kind) {
    for (String spacing : List.of("leading", "trailing", "linspace")) {
      NoiseSchedule schedule =
          GoldenSchedules.stableDiffusion(Map.of("timestep_spacing", spacing, "steps_offset", 0));
      for (int steps = 1; steps <= 998; steps += steps < 130 ? 1 : 29) {
        Trajectory trajectory = schedule.trajectory(kind, steps, 1);
        assertThat(trajectory.length()).isPositive();
        for (int i = 0; i < trajectory.length(); i++) {
          assertThat(trajectory.timestep(i)).isBetween(0.0, 999.0);
        }
      }
      assertThat(schedule.trajectory(kind, 999, 1).length()).isBetween(999, 1000);
    }
  }

  @Test
  void onlyEulerScalesItsInput() {
    NoiseSchedule schedule = GoldenSchedules.stableDiffusion(Map.of());
    Trajectory euler = schedule.trajectory(SchedulerKind.EULER, 10, 0.5);
    double sigma = euler.start().noise();
    assertThat(euler.start().signal()).isEqualTo(1);
    assertThat(euler.inputScale(0)).isEqualTo(1 / Math.sqrt(sigma * sigma + 1));
    assertThat(euler.begin(new float[] {2}, new float[] {0}).modelInput())
        .containsExactly((float) (2 * euler.inputScale(0)));
    assertThat(schedule.trajectory(SchedulerKind.PNDM, 10, 0.5).inputScale(0)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void rowsOfOnePlanDoNotTouchEachOther(SchedulerKind kind) {
    Trajectory trajectory = GoldenSchedules.stableDiffusion(Map.of()).trajectory(kind, 10, 0.7);
    float[] alone = run(trajectory, List.of(trajectory.begin(row(1), row(2)))).get(0);
    List<TrajectoryState> rows =
        List.of(
            trajectory.begin(row(3), row(4)),
            trajectory.begin(row(1), row(2)),
            trajectory.begin(row(5), row(6)));
    assertThat(run(trajectory, rows).get(1)).isEqualTo(alone);
  }

  @Test
  void stateHandsOutCopies() {
    TrajectoryState state =
        GoldenSchedules.stableDiffusion(Map.of())
            .trajectory(SchedulerKind.DDIM, 10, 1)
            .beginFromNoise(new float[] {1});
    state.sample()[0] = 7;
    state.modelInput()[0] = 7;
    assertThat(state.sample()).containsExactly(1);
    assertThat(state.timestep()).isEqualTo(901);
    assertThat(state.position()).isZero();
  }

  @Test
  void refusesToGoBeyondTheEnd() {
    TrajectoryState state =
        GoldenSchedules.stableDiffusion(Map.of())
            .trajectory(SchedulerKind.DDIM, 1, 1)
            .beginFromNoise(new float[1]);
    state.advance(new float[1]);
    assertThat(state.done()).isTrue();
    assertThatThrownBy(() -> state.advance(new float[1]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot advance because all 1 steps are done");
  }

  @Test
  void refusesAnOutputOfAnotherLength() {
    TrajectoryState state =
        GoldenSchedules.stableDiffusion(Map.of())
            .trajectory(SchedulerKind.DDIM, 2, 1)
            .beginFromNoise(new float[4]);
    assertThatThrownBy(() -> state.advance(new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid model output: must have as many values as the sample (4), found 3");
  }

  @Test
  void refusesAStochasticStepWithoutNoise() {
    Trajectory trajectory = GoldenSchedules.stableDiffusion(Map.of()).ddpm(5, 1);
    assertThat(trajectory.isStochastic()).isTrue();
    TrajectoryState state = trajectory.beginFromNoise(new float[1]);
    assertThatThrownBy(() -> state.advance(new float[1]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot advance without noise because step 0 of this plan is stochastic");
  }

  @Test
  void refusesNumbersOutOfRange() {
    NoiseSchedule schedule = GoldenSchedules.stableDiffusion(Map.of());
    assertThatThrownBy(() -> schedule.trajectory(SchedulerKind.DDIM, 0, 1))
        .hasMessage("Invalid steps: must be between 1 and 1000, found 0");
    assertThatThrownBy(() -> schedule.trajectory(SchedulerKind.DDIM, 1001, 1))
        .hasMessage("Invalid steps: must be between 1 and 1000, found 1001");
    assertThatThrownBy(() -> schedule.trajectory(SchedulerKind.DDIM, 10, 1.1))
        .hasMessage("Invalid strength: must be between 0 and 1, found 1.1");
    assertThatThrownBy(() -> schedule.trajectory(SchedulerKind.DDIM, 10, Double.NaN))
        .hasMessage("Invalid strength: must be between 0 and 1, found NaN");
    assertThatThrownBy(() -> schedule.stochasticDdim(10, 1, 2))
        .hasMessage("Invalid eta: must be between 0 and 1, found 2.0");
  }

  @Test
  void refusesToDivideByAZeroSignal() {
    NoiseSchedule zeroSnr =
        GoldenSchedules.stableDiffusion(
            Map.of("rescale_betas_zero_snr", true, "timestep_spacing", "trailing"));
    for (SchedulerKind kind : SchedulerKind.values()) {
      assertThatThrownBy(() -> zeroSnr.trajectory(kind, 10, 1))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage(
              "Cannot plan a %s trajectory because its step at timestep 999.0 divides by a signal"
                      .formatted(kind.word())
                  + " of zero (rescale_betas_zero_snr); use a model with v_prediction and the"
                  + " scheduler ddim or dpm-solver++");
      assertThat(zeroSnr.trajectory(kind, 10, 0.5).length()).isPositive();
    }
  }

  @Test
  void refusesRungeKuttaStepsFromTheMiddle() {
    NoiseSchedule schedule = GoldenSchedules.stableDiffusion(Map.of("skip_prk_steps", false));
    assertThatThrownBy(() -> schedule.trajectory(SchedulerKind.PNDM, 10, 0.5))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage(
            "Cannot plan a pndm trajectory of 10 steps at strength 0.5 because its Runge-Kutta"
                + " steps (skip_prk_steps is false) need at least 4 steps, taken from the first;"
                + " use another scheduler");
  }

  @Test
  void refusesMoreLeadingStepsThanTraining() {
    NoiseSchedule schedule =
        GoldenSchedules.stableDiffusion(Map.of("timestep_spacing", "leading", "steps_offset", 0));
    assertThat(schedule.trajectory(SchedulerKind.DDIM, 1000, 1).length()).isEqualTo(1000);
    assertThatThrownBy(() -> schedule.trajectory(SchedulerKind.DPM_SOLVER_PLUS_PLUS, 1000, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot place 1001 timesteps with leading spacing among 1000");
  }

  @Test
  void refusesAnOffsetBeyondTraining() {
    NoiseSchedule schedule = GoldenSchedules.stableDiffusion(Map.of());
    assertThatThrownBy(() -> schedule.trajectory(SchedulerKind.DDIM, 1000, 1))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage(
            "Cannot space 1000 steps because with a steps_offset of 1 the first is timestep 1000,"
                + " beyond the last of training (999)");
  }

  private static double firstTimestep(SchedulerKind kind, Map<String, ?> changes) {
    return GoldenSchedules.stableDiffusion(changes).trajectory(kind, 25, 1).timestep(0);
  }

  /** Runs rows side by side, each with outputs that depend on its own sample alone. */
  private static List<float[]> run(Trajectory trajectory, List<TrajectoryState> rows) {
    for (int call = 0; call < trajectory.length(); call++) {
      for (TrajectoryState row : rows) {
        float[] output = row.modelInput();
        for (int i = 0; i < output.length; i++) {
          output[i] = (float) Math.sin(3 * output[i] + i);
        }
        row.advance(output);
      }
    }
    return new ArrayList<>(rows.stream().map(TrajectoryState::sample).toList());
  }

  private static float[] row(int seed) {
    float[] values = new float[6];
    IntStream.range(0, 6).forEach(i -> values[i] = (float) Math.cos(seed + 7 * i));
    return values;
  }
}
