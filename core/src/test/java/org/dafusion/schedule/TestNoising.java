package org.dafusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dafusion.Parity.largestDifference;
import static org.dafusion.schedule.GoldenSchedules.slice;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.IntToDoubleFunction;
import org.dafusion.GoldenData;
import org.dafusion.huggingface.SafetensorsReader;
import org.junit.jupiter.api.Test;

/** Noise tables, noising and velocity against diffusers. */
class TestNoising {

  @Test
  void everyCaseMatchesDiffusers014() {
    compare014("noising, diffusers 0.14", GoldenData.full("schedulers"));
  }

  @Test
  void everyShippedCaseMatchesDiffusers014() {
    compare014("shipped, noising, diffusers 0.14", GoldenData.shipped("schedule/sd1"));
  }

  @Test
  void everyCaseMatchesDiffusers021() {
    compare021("noising, diffusers 0.21", GoldenData.full("sd2"));
  }

  @Test
  void everyShippedCaseMatchesDiffusers021() {
    compare021("shipped, noising, diffusers 0.21", GoldenData.shipped("schedule/sd2"));
  }

  @Test
  void epsilonTargetIsTheNoise() {
    assertThat(GoldenSchedules.stableDiffusion(Map.of()).target(500)).isEqualTo(new Noising(0, 1));
  }

  @Test
  void trainedBetasReplaceTheFormula() {
    NoiseSchedule schedule =
        GoldenSchedules.stableDiffusion(Map.of("trained_betas", List.of(0.5, 0.25)));
    assertThat(schedule.trainTimesteps()).isEqualTo(2);
    assertThat(schedule.beta(1)).isEqualTo(0.25);
    assertThat(schedule.alphaCumprod(1)).isEqualTo(0.375);
  }

  @Test
  void refusesNoiseOfAnotherLength() {
    assertThatThrownBy(() -> new Noising(1, 1).apply(new float[3], new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot add noise because the sample has 3 values and the noise 2");
  }

  private static void compare014(String group, Path folder) {
    try (SafetensorsReader tensors =
        SafetensorsReader.open(folder.resolve("add_noise.safetensors"))) {
      compare014(new Cases(group, tensors, 1e-6));
    }
  }

  private static void compare014(Cases cases) {
    NoiseSchedule schedule = GoldenSchedules.stableDiffusion(Map.of());
    for (String scheduler : List.of("ddpm", "ddim", "pndm", "dpm")) {
      cases.noising("add_noise", scheduler + ".add_noise", schedule);
    }
    cases.velocity("ddpm.velocity", GoldenSchedules.stableDiffusion(velocity()));
    cases.eulerNoising("euler", 20, schedule);

    NoiseSchedule linear = NoiseSchedule.from(ConfigFactory.empty());
    NoiseSchedule cosine =
        NoiseSchedule.from(ConfigFactory.parseMap(Map.of("beta_schedule", "squaredcos_cap_v2")));
    cases.table("betas_scaled_linear", schedule::beta);
    cases.table("alphas_cumprod_scaled_linear", schedule::alphaCumprod);
    cases.table("alphas_cumprod_linear_default", linear::alphaCumprod);
    cases.table("alphas_cumprod_squaredcos", cosine::alphaCumprod);
  }

  private static void compare021(String group, Path folder) {
    try (SafetensorsReader tensors =
        SafetensorsReader.open(folder.resolve("add_noise.safetensors"))) {
      compare021(new Cases(group, tensors, 5e-6));
    }
  }

  private static void compare021(Cases cases) {
    NoiseSchedule schedule = GoldenSchedules.stableDiffusion(velocity());
    for (String scheduler : List.of("ddim", "pndm", "dpm")) {
      cases.noising("add_noise", scheduler + ".add_noise", schedule);
    }
    cases.velocity("velocity", schedule);
    NoiseSchedule zeroSnr =
        GoldenSchedules.stableDiffusion(
            Map.of("prediction_type", "v_prediction", "rescale_betas_zero_snr", true));
    cases.noising("add_noise", "zerosnr.add_noise", zeroSnr);
    cases.velocity("zerosnr.velocity", zeroSnr);
    cases.table("zerosnr.betas", zeroSnr::beta);
    cases.table("zerosnr.alphas_cumprod", zeroSnr::alphaCumprod);
    for (String spacing : List.of("leading0", "leading1", "trailing", "linspace")) {
      NoiseSchedule spaced =
          GoldenSchedules.stableDiffusion(
              Map.of(
                  "timestep_spacing",
                  spacing.replaceAll("[01]$", ""),
                  "steps_offset",
                  spacing.endsWith("1") ? 1 : 0));
      cases.eulerNoising("euler_" + spacing, 25, spaced);
    }
  }

  private static Map<String, String> velocity() {
    return Map.of("prediction_type", "v_prediction");
  }

  private record Cases(String group, SafetensorsReader tensors, double tolerance) {

    void noising(String kind, String name, NoiseSchedule schedule) {
      double error = mixed("in.timesteps", "out." + name, t -> schedule.addNoise((int) t));
      ScheduleParity.check(group + ": " + kind, name, error, tolerance);
    }

    void velocity(String name, NoiseSchedule schedule) {
      double error = mixed("in.timesteps", "out." + name, t -> schedule.target((int) t));
      ScheduleParity.check(group + ": velocity", name, error, tolerance);
    }

    void eulerNoising(String name, int steps, NoiseSchedule schedule) {
      Trajectory trajectory = schedule.trajectory(SchedulerKind.EULER, steps, 1);
      double error =
          mixed(
              "in." + name + ".timesteps_n" + steps,
              "out." + name + ".add_noise_n" + steps,
              t -> trajectory.noising(callAt(trajectory, t)));
      ScheduleParity.check(group + ": Euler add_noise", name, error, tolerance);
    }

    void table(String name, IntToDoubleFunction table) {
      float[] expected = tensors.floats("out." + name);
      float[] found = new float[expected.length];
      for (int t = 0; t < found.length; t++) {
        found[t] = (float) table.applyAsDouble(t);
      }
      double error = largestDifference(expected, found);
      ScheduleParity.check(group + ": tables", name, error, tolerance);
    }

    private static int callAt(Trajectory trajectory, double timestep) {
      int call = 0;
      while (Math.abs(trajectory.timestep(call) - timestep) > ScheduleParity.EULER_TIMESTEPS) {
        call++;
      }
      return call;
    }

    private double mixed(String times, String name, DoubleFunction<Noising> noising) {
      double[] timesteps = GoldenSchedules.timesteps(tensors, times);
      float[] original = tensors.floats("in.original");
      float[] noise = tensors.floats("in.noise");
      float[] expected = tensors.floats(name);
      int size = original.length / timesteps.length;
      double error = 0;
      for (int row = 0; row < timesteps.length; row++) {
        float[] found =
            noising
                .apply(timesteps[row])
                .apply(slice(original, row, size), slice(noise, row, size));
        error = Math.max(error, largestDifference(slice(expected, row, size), found));
      }
      return error;
    }
  }
}
