package org.dafusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dafusion.Parity.largestDifference;
import static org.dafusion.schedule.GoldenSchedules.slice;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dafusion.GoldenData;
import org.dafusion.huggingface.SafetensorsReader;
import org.junit.jupiter.api.Test;

/**
 * Whole image-to-image and text-to-image runs of diffusers' pipelines, with their guided model
 * outputs as recorded: what a plan that starts in the middle of the list makes of them.
 */
class TestPipelineStates {

  @Test
  void everyRunOfVersion1MatchesDiffusers() throws IOException {
    assertThat(compareAll("pipelines of SD 1", GoldenData.full("sd"))).hasSize(17);
  }

  @Test
  void everyRunOfVersion2MatchesDiffusers() throws IOException {
    assertThat(compareAll("pipelines of SD 2", GoldenData.full("sd2"))).hasSize(6);
  }

  @Test
  void shippedRunMatchesDiffusers() throws IOException {
    assertThat(compareAll("shipped, pipelines", GoldenData.shipped("schedule/pipeline")))
        .containsExactly("img2img_pndm_s050");
  }

  private static List<String> compareAll(String group, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> file.matches("(img2img|text2img)_.*\\.safetensors"))
              .map(file -> file.replace(".safetensors", ""))
              .sorted()
              .toList();
      for (String name : names) {
        try (SafetensorsReader tensors =
            SafetensorsReader.open(folder.resolve(name + ".safetensors"))) {
          compare(group, name, GoldenSchedules.json(folder.resolve(name + ".json")), tensors);
        }
      }
      return names;
    }
  }

  private static void compare(
      String group, String name, JsonObject settings, SafetensorsReader tensors) {
    JsonObject config = settings.getAsJsonObject("scheduler");
    String className = config.get("_class_name").getAsString();
    double strength = settings.has("strength") ? settings.get("strength").getAsDouble() : 1;
    Trajectory trajectory =
        GoldenSchedules.trajectory(
            NoiseSchedule.from(GoldenSchedules.config(config)),
            className,
            settings.get("num_inference_steps").getAsInt(),
            strength);
    double[] timesteps = GoldenSchedules.timesteps(tensors, "out.step_timesteps");
    ScheduleParity.checkTimesteps(
        group, name, className.startsWith("Euler"), timesteps, trajectory);

    float[] first = tensors.floats("out.first_step_sample");
    checkStart(group, name, tensors, trajectory, first);
    float[] outputs = tensors.floats("out.step_guided_model_output");
    float[] states = tensors.floats("out.step_prev_sample");
    TrajectoryState state = new TrajectoryState(trajectory, first);
    double error = 0;
    double largest = 1;
    for (int i = 0; !state.done(); i++) {
      state.advance(slice(outputs, i, first.length));
      float[] expected = slice(states, i, first.length);
      for (float value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      error = Math.max(error, largestDifference(expected, state.sample()));
    }
    ScheduleParity.check(group + ": " + className, name, error / largest, ScheduleParity.STATES);
  }

  /** The first sample, where a case has what it is made of. */
  private static void checkStart(
      String group, String name, SafetensorsReader tensors, Trajectory trajectory, float[] first) {
    if (!tensors.tensors().containsKey("in.latents")) {
      return;
    }
    float[] latents = tensors.floats("in.latents");
    TrajectoryState state =
        tensors.tensors().containsKey("in.latent_noise")
            ? trajectory.begin(latents, tensors.floats("in.latent_noise"))
            : trajectory.beginFromNoise(latents);
    double error = largestDifference(first, state.sample());
    ScheduleParity.check(group + ": first sample", name, error, ScheduleParity.STATES);
  }
}
