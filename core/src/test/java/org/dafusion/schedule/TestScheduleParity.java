package org.dafusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dafusion.GoldenData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Compares timesteps, states after every step, noise tables and noising with diffusers, for every
 * recorded case. Errors of states are divided by max(1, largest value of the case), as the
 * tolerance of the golden set is stated.
 */
class TestScheduleParity {
  private static final double STATES = 2e-5;
  private static final double EULER_TIMESTEPS = 1e-4;

  private static final Map<String, double[]> REPORT = new TreeMap<>();

  @AfterAll
  static void writeReport() throws IOException {
    List<String> lines = new ArrayList<>();
    REPORT.forEach(
        (name, found) ->
            lines.add(String.format(Locale.ROOT, "%s | %.1e | %.0e", name, found[0], found[1])));
    Path folder = Files.createDirectories(Path.of("target", "parity"));
    Files.write(folder.resolve("schedule.txt"), lines);
  }

  @Test
  void statesMatchDiffusers014() {
    assertThat(compareStates("schedulers, 0.14", GoldenData.full("schedulers"))).hasSize(49);
  }

  @Test
  void statesMatchDiffusers021() {
    assertThat(compareStates("schedulers, 0.21", GoldenData.full("sd2"))).hasSize(100);
  }

  @Test
  void shippedStatesMatchDiffusers014() {
    assertThat(compareStates("schedulers, 0.14 (shipped)", GoldenData.shipped("schedule/sd1")))
        .hasSize(49);
  }

  @Test
  void shippedStatesMatchDiffusers021() {
    assertThat(compareStates("schedulers, 0.21 (shipped)", GoldenData.shipped("schedule/sd2")))
        .hasSize(34);
  }

  private static List<String> compareStates(String group, Path folder) {
    JsonObject cases = json(folder.resolve("schedulers.json")).getAsJsonObject("cases");
    GoldenTensors tensors = new GoldenTensors(folder.resolve("schedulers.safetensors"));
    List<String> compared = new ArrayList<>();
    for (String name : cases.keySet()) {
      compareCase(group, name, cases.getAsJsonObject(name), tensors);
      compared.add(name);
    }
    return compared;
  }

  private static void compareCase(
      String group, String name, JsonObject settings, GoldenTensors tensors) {
    String family = settings.get("scheduler").getAsString().replace("Scheduler", "");
    Trajectory trajectory = trajectory(settings);
    float[] timesteps = tensors.floats("out." + name + ".timesteps");
    compareTimesteps(group, name, family.startsWith("Euler"), floats(timesteps), trajectory);

    float[] states = tensors.floats("out." + name + ".trajectory");
    float[] outputs = tensors.floats("in.model_outputs");
    float[] sample = tensors.floats("in.sample");
    int size = sample.length;
    int draws =
        settings.has("noise_drawn_at_steps") ? settings.get("noise_drawn_at_steps").getAsInt() : 0;
    float[] noise = draws > 0 ? tensors.floats("in." + name + ".step_noise") : new float[0];
    double largest = 1;
    for (float value : states) {
      largest = Math.max(largest, Math.abs(value));
    }
    TrajectoryState state = trajectory.beginFromNoise(sample);
    double error = largestDifference(slice(states, 0, size), state.sample());
    int drawn = 0;
    for (int i = 0; !state.done(); i++) {
      if (drawn < draws) {
        state.advance(slice(outputs, i, size), slice(noise, drawn++, size));
      } else {
        state.advance(slice(outputs, i, size));
      }
      error = Math.max(error, largestDifference(slice(states, i + 1, size), state.sample()));
    }
    assertThat(drawn).as("%s: steps with noise", name).isEqualTo(draws);
    note(group + ": " + family + " states", name, error / largest, STATES);
  }

  private static Trajectory trajectory(JsonObject settings) {
    NoiseSchedule schedule = NoiseSchedule.from(config(settings.getAsJsonObject("config")));
    int steps = settings.get("num_inference_steps").getAsInt();
    return switch (settings.get("scheduler").getAsString()) {
      case "DDIMScheduler" ->
          settings.has("eta")
              ? schedule.stochasticDdim(steps, 1, settings.get("eta").getAsDouble())
              : schedule.trajectory(SchedulerKind.DDIM, steps, 1);
      case "PNDMScheduler" -> schedule.trajectory(SchedulerKind.PNDM, steps, 1);
      case "DPMSolverMultistepScheduler" ->
          schedule.trajectory(SchedulerKind.DPM_SOLVER_PLUS_PLUS, steps, 1);
      case "EulerDiscreteScheduler" -> schedule.trajectory(SchedulerKind.EULER, steps, 1);
      case "DDPMScheduler" -> schedule.ddpm(steps, 1);
      default -> throw new AssertionError("No such scheduler: " + settings.get("scheduler"));
    };
  }

  @Test
  void timestepsLeftByStrengthMatchDiffusers014() {
    compareTimestepsLeft("img2img timesteps, 0.14", GoldenData.full("schedulers"), 140);
  }

  @Test
  void timestepsLeftByStrengthMatchDiffusers021() {
    compareTimestepsLeft("img2img timesteps, 0.21", GoldenData.full("sd2"), 576);
  }

  @Test
  void shippedTimestepsLeftByStrengthMatchDiffusers() {
    compareTimestepsLeft(
        "img2img timesteps, 0.14 (shipped)", GoldenData.shipped("schedule/sd1"), 140);
    compareTimestepsLeft(
        "img2img timesteps, 0.21 (shipped)", GoldenData.shipped("schedule/sd2"), 576);
  }

  private static void compareTimestepsLeft(String group, Path folder, int expectedCases) {
    JsonObject cases = json(folder.resolve("img2img_timesteps.json")).getAsJsonObject("cases");
    assertThat(cases.size()).isEqualTo(expectedCases);
    for (String name : cases.keySet()) {
      // Such as ddim_linspace_offset1_n30_s0.7, or pndm_n4_s0.5 of the version without spacings.
      String[] words = name.split("_");
      int steps = Integer.parseInt(words[words.length - 2].substring(1));
      double strength = Double.parseDouble(words[words.length - 1].substring(1));
      Map<String, Object> settings = new HashMap<>(stableDiffusion());
      if (words.length > 3) {
        settings.put("timestep_spacing", words[1].replaceAll("[01]$", ""));
        settings.put("steps_offset", name.contains("leading1") || name.contains("offset1") ? 1 : 0);
      }
      Trajectory trajectory =
          NoiseSchedule.from(ConfigFactory.parseMap(settings))
              .trajectory(kind(words[0]), steps, strength);
      double[] expected =
          cases.getAsJsonArray(name).asList().stream()
              .mapToDouble(JsonElement::getAsDouble)
              .toArray();
      compareTimesteps(group, name, words[0].equals("euler"), expected, trajectory);
    }
  }

  private static void compareTimesteps(
      String group, String name, boolean fractional, double[] expected, Trajectory trajectory) {
    assertThat(trajectory.length()).as("%s: calls", name).isEqualTo(expected.length);
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      error = Math.max(error, Math.abs(expected[i] - trajectory.timestep(i)));
    }
    String which = fractional ? ": Euler timesteps" : ": whole timesteps";
    note(group + which, name, error, fractional ? EULER_TIMESTEPS : 0);
  }

  @Test
  void noisingMatchesDiffusers014() {
    compareNoising014("add_noise, 0.14", GoldenData.full("schedulers"));
  }

  @Test
  void shippedNoisingMatchesDiffusers014() {
    compareNoising014("add_noise, 0.14 (shipped)", GoldenData.shipped("schedule/sd1"));
  }

  private static void compareNoising014(String group, Path folder) {
    double tolerance = 1e-6;
    GoldenTensors tensors = new GoldenTensors(folder.resolve("add_noise.safetensors"));
    NoiseSchedule schedule = stableDiffusion(Map.of());
    for (String scheduler : List.of("ddpm", "ddim", "pndm", "dpm")) {
      double error = noisingError(schedule, tensors, "out." + scheduler + ".add_noise");
      note(group + ": add_noise", scheduler, error, tolerance);
    }
    NoiseSchedule velocity = stableDiffusion(Map.of("prediction_type", "v_prediction"));
    note(group + ": velocity", "v", targetError(velocity, tensors, "out.ddpm.velocity"), tolerance);
    note(
        group + ": Euler add_noise",
        "n20",
        eulerNoisingError(schedule, 20, tensors, "euler", "_n20", false),
        tolerance);

    NoiseSchedule linear = NoiseSchedule.from(ConfigFactory.empty());
    NoiseSchedule cosine =
        NoiseSchedule.from(ConfigFactory.parseMap(Map.of("beta_schedule", "squaredcos_cap_v2")));
    String tables = group + ": tables";
    note(tables, "betas", betasError(schedule, tensors, "betas_scaled_linear"), tolerance);
    note(
        tables,
        "alphas",
        alphasError(schedule, tensors, "alphas_cumprod_scaled_linear"),
        tolerance);
    note(
        tables, "linear", alphasError(linear, tensors, "alphas_cumprod_linear_default"), tolerance);
    note(tables, "cosine", alphasError(cosine, tensors, "alphas_cumprod_squaredcos"), tolerance);
  }

  @Test
  void noisingMatchesDiffusers021() {
    compareNoising021("add_noise, 0.21", GoldenData.full("sd2"));
  }

  @Test
  void shippedNoisingMatchesDiffusers021() {
    compareNoising021("add_noise, 0.21 (shipped)", GoldenData.shipped("schedule/sd2"));
  }

  private static void compareNoising021(String group, Path folder) {
    double tolerance = 5e-6;
    GoldenTensors tensors = new GoldenTensors(folder.resolve("add_noise.safetensors"));
    NoiseSchedule schedule = stableDiffusion(Map.of("prediction_type", "v_prediction"));
    for (String scheduler : List.of("ddim", "pndm", "dpm")) {
      double error = noisingError(schedule, tensors, "out." + scheduler + ".add_noise");
      note(group + ": add_noise", scheduler, error, tolerance);
    }
    note(group + ": velocity", "v", targetError(schedule, tensors, "out.velocity"), tolerance);
    NoiseSchedule zeroSnr =
        stableDiffusion(Map.of("prediction_type", "v_prediction", "rescale_betas_zero_snr", true));
    String zero = group + ": zero SNR";
    note(zero, "add_noise", noisingError(zeroSnr, tensors, "out.zerosnr.add_noise"), tolerance);
    note(zero, "velocity", targetError(zeroSnr, tensors, "out.zerosnr.velocity"), tolerance);
    note(zero, "betas", betasError(zeroSnr, tensors, "zerosnr.betas"), tolerance);
    note(zero, "alphas", alphasError(zeroSnr, tensors, "zerosnr.alphas_cumprod"), tolerance);
    for (String spacing : List.of("leading0", "leading1", "trailing", "linspace")) {
      NoiseSchedule spaced =
          stableDiffusion(
              Map.of(
                  "timestep_spacing",
                  spacing.replaceAll("[01]$", ""),
                  "steps_offset",
                  spacing.endsWith("1") ? 1 : 0));
      double error = eulerNoisingError(spaced, 25, tensors, "euler_" + spacing, "_n25", true);
      note(group + ": Euler add_noise / max(1, sigma)", spacing, error, tolerance);
    }
  }

  private static double noisingError(NoiseSchedule schedule, GoldenTensors tensors, String name) {
    return mixtureError(tensors, name, (row, t) -> schedule.addNoise((int) t));
  }

  private static double targetError(NoiseSchedule schedule, GoldenTensors tensors, String name) {
    return mixtureError(tensors, name, (row, t) -> schedule.target((int) t));
  }

  private interface NoisingAt {
    Noising of(int row, double timestep);
  }

  private static double mixtureError(GoldenTensors tensors, String name, NoisingAt noising) {
    float[] timesteps = tensors.floats("in.timesteps");
    float[] original = tensors.floats("in.original");
    float[] noise = tensors.floats("in.noise");
    float[] expected = tensors.floats(name);
    int size = original.length / timesteps.length;
    double error = 0;
    for (int row = 0; row < timesteps.length; row++) {
      float[] mixed =
          noising
              .of(row, timesteps[row])
              .apply(slice(original, row, size), slice(noise, row, size));
      error = Math.max(error, largestDifference(slice(expected, row, size), mixed));
    }
    return error;
  }

  private static double eulerNoisingError(
      NoiseSchedule schedule,
      int steps,
      GoldenTensors tensors,
      String name,
      String suffix,
      boolean scaled) {
    Trajectory trajectory = schedule.trajectory(SchedulerKind.EULER, steps, 1);
    float[] timesteps = tensors.floats("in." + name + ".timesteps" + suffix);
    float[] original = tensors.floats("in.original");
    float[] noise = tensors.floats("in.noise");
    float[] expected = tensors.floats("out." + name + ".add_noise" + suffix);
    int size = original.length / timesteps.length;
    double error = 0;
    for (int row = 0; row < timesteps.length; row++) {
      int call = 0;
      while (Math.abs(trajectory.timestep(call) - timesteps[row]) > EULER_TIMESTEPS) {
        call++;
      }
      Noising noising = trajectory.noising(call);
      float[] mixed = noising.apply(slice(original, row, size), slice(noise, row, size));
      double difference = largestDifference(slice(expected, row, size), mixed);
      error = Math.max(error, difference / (scaled ? Math.max(1, noising.noise()) : 1));
    }
    return error;
  }

  private static double betasError(NoiseSchedule schedule, GoldenTensors tensors, String name) {
    float[] expected = tensors.floats("out." + name);
    assertThat(schedule.trainTimesteps()).isEqualTo(expected.length);
    double error = 0;
    for (int t = 0; t < expected.length; t++) {
      error = Math.max(error, Math.abs(expected[t] - schedule.beta(t)));
    }
    return error;
  }

  private static double alphasError(NoiseSchedule schedule, GoldenTensors tensors, String name) {
    float[] expected = tensors.floats("out." + name);
    assertThat(schedule.trainTimesteps()).isEqualTo(expected.length);
    double error = 0;
    for (int t = 0; t < expected.length; t++) {
      error = Math.max(error, Math.abs(expected[t] - schedule.alphaCumprod(t)));
    }
    return error;
  }

  private static void note(String group, String name, double error, double tolerance) {
    REPORT.merge(
        group,
        new double[] {error, tolerance},
        (a, b) -> new double[] {Math.max(a[0], b[0]), tolerance});
    assertThat(error).as("%s: %s", group, name).isLessThanOrEqualTo(tolerance);
  }

  private static SchedulerKind kind(String word) {
    return word.equals("dpm") ? SchedulerKind.DPM_SOLVER_PLUS_PLUS : SchedulerKind.parse(word);
  }

  private static NoiseSchedule stableDiffusion(Map<String, Object> changes) {
    Map<String, Object> settings = new HashMap<>(stableDiffusion());
    settings.putAll(changes);
    return NoiseSchedule.from(ConfigFactory.parseMap(settings));
  }

  /** Stable Diffusion v1-4's settings, as its PNDM folder has them. */
  static Map<String, Object> stableDiffusion() {
    return Map.of(
        "beta_start",
        0.00085,
        "beta_end",
        0.012,
        "beta_schedule",
        "scaled_linear",
        "set_alpha_to_one",
        false,
        "skip_prk_steps",
        true,
        "steps_offset",
        1);
  }

  private static Config config(JsonObject json) {
    Map<String, Object> values = new HashMap<>();
    for (String key : json.keySet()) {
      JsonElement value = json.get(key);
      if (value.isJsonPrimitive()) {
        if (value.getAsJsonPrimitive().isBoolean()) {
          values.put(key, value.getAsBoolean());
        } else if (value.getAsJsonPrimitive().isNumber()) {
          values.put(key, value.getAsDouble());
        } else {
          values.put(key, value.getAsString());
        }
      }
    }
    return ConfigFactory.parseMap(values);
  }

  private static JsonObject json(Path file) {
    try {
      // Leniently: diffusers writes -Infinity.
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] slice(float[] all, int index, int size) {
    return Arrays.copyOfRange(all, index * size, (index + 1) * size);
  }

  private static double[] floats(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static double largestDifference(float[] expected, float[] actual) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs((double) expected[i] - actual[i]);
      largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
    }
    return largest;
  }
}
