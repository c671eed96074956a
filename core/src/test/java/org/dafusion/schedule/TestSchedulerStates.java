package org.dafusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dafusion.Parity.largestDifference;
import static org.dafusion.schedule.GoldenSchedules.slice;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.dafusion.GoldenData;
import org.dafusion.huggingface.SafetensorsReader;
import org.junit.jupiter.api.Test;

/**
 * Timesteps and the state after every step against diffusers, under a fixed sequence of model
 * outputs. Every recorded case is compared, none is left out.
 */
class TestSchedulerStates {

  @Test
  void everyCaseMatchesDiffusers014() {
    compareAll("diffusers 0.14", GoldenData.full("schedulers"), 49);
  }

  @Test
  void everyCaseMatchesDiffusers021() {
    compareAll("diffusers 0.21", GoldenData.full("sd2"), 100);
  }

  @Test
  void everyShippedCaseMatchesDiffusers014() {
    compareAll("shipped, diffusers 0.14", GoldenData.shipped("schedule/sd1"), 49);
  }

  @Test
  void everyShippedCaseMatchesDiffusers021() {
    compareAll("shipped, diffusers 0.21", GoldenData.shipped("schedule/sd2"), 34);
  }

  private static void compareAll(String group, Path folder, int expectedCases) {
    JsonObject cases =
        GoldenSchedules.json(folder.resolve("schedulers.json")).getAsJsonObject("cases");
    assertThat(cases.size()).isEqualTo(expectedCases);
    try (SafetensorsReader tensors =
        SafetensorsReader.open(folder.resolve("schedulers.safetensors"))) {
      for (String name : cases.keySet()) {
        compare(group, name, cases.getAsJsonObject(name), tensors);
      }
    }
  }

  private static void compare(
      String group, String name, JsonObject settings, SafetensorsReader tensors) {
    String className = settings.get("scheduler").getAsString();
    Trajectory trajectory = plan(className, settings);
    boolean euler = className.startsWith("Euler");
    double[] timesteps = GoldenSchedules.timesteps(tensors, "out." + name + ".timesteps");
    ScheduleParity.checkTimesteps(group, name, euler, timesteps, trajectory);
    ScheduleParity.check(
        group + ": initial scale",
        name,
        Math.abs(settings.get("init_noise_sigma").getAsDouble() - trajectory.initialScale()),
        ScheduleParity.STATES);
    if (euler) {
      checkSigmas(group, name, tensors.floats("out." + name + ".sigmas"), trajectory);
    }
    checkStates(group + ": " + className, name, settings, tensors, trajectory);
  }

  private static Trajectory plan(String className, JsonObject settings) {
    NoiseSchedule schedule =
        NoiseSchedule.from(GoldenSchedules.config(settings.getAsJsonObject("config")));
    int steps = settings.get("num_inference_steps").getAsInt();
    return settings.has("eta")
        ? schedule.stochasticDdim(steps, 1, settings.get("eta").getAsDouble())
        : GoldenSchedules.trajectory(schedule, className, steps, 1);
  }

  private static void checkSigmas(
      String group, String name, float[] expected, Trajectory trajectory) {
    float[] found = new float[expected.length];
    for (int i = 0; i < trajectory.length(); i++) {
      found[i] = (float) trajectory.noising(i).noise();
    }
    double error = largestDifference(expected, found);
    ScheduleParity.check(group + ": Euler sigmas", name, error, ScheduleParity.STATES);
  }

  private static void checkStates(
      String group,
      String name,
      JsonObject settings,
      SafetensorsReader tensors,
      Trajectory trajectory) {
    float[] states = tensors.floats("out." + name + ".trajectory");
    float[] outputs = tensors.floats("in.model_outputs");
    float[] sample = tensors.floats("in.sample");
    int size = sample.length;
    int draws =
        settings.has("noise_drawn_at_steps") ? settings.get("noise_drawn_at_steps").getAsInt() : 0;
    assertThat(trajectory.isStochastic()).as("%s draws noise", name).isEqualTo(draws > 0);
    float[] noise = draws > 0 ? tensors.floats("in." + name + ".step_noise") : new float[0];
    double largest = 1;
    for (float value : states) {
      largest = Math.max(largest, Math.abs(value));
    }

    TrajectoryState state = trajectory.beginFromNoise(sample);
    double error = largestDifference(slice(states, 0, size), state.sample());
    for (int i = 0; !state.done(); i++) {
      // The steps that draw noise come first: DDPM's last one draws none.
      if (i < draws) {
        state.advance(slice(outputs, i, size), slice(noise, i, size));
      } else {
        state.advance(slice(outputs, i, size));
      }
      error = Math.max(error, largestDifference(slice(states, i + 1, size), state.sample()));
    }
    ScheduleParity.check(group, name, error / largest, ScheduleParity.STATES);
  }
}
