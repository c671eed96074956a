package org.dafusion.schedule;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsType;

/** Reads what the golden cases of schedulers have in common. */
final class GoldenSchedules {
  private GoldenSchedules() {}

  /** A file of cases; leniently, since diffusers writes -Infinity. */
  static JsonObject json(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A scheduler configuration inside such a file. */
  static Config config(JsonObject json) {
    Map<String, Object> values = new HashMap<>();
    for (String key : json.keySet()) {
      JsonElement value = json.get(key);
      if (value.isJsonPrimitive()) {
        values.put(key, plain(value.getAsJsonPrimitive()));
      }
    }
    return ConfigFactory.parseMap(values);
  }

  private static Object plain(JsonPrimitive value) {
    if (value.isBoolean()) {
      return value.getAsBoolean();
    }
    return value.isNumber() ? (Object) value.getAsDouble() : value.getAsString();
  }

  /** Stable Diffusion v1-4's schedule, as its PNDM folder has it, with changes. */
  static NoiseSchedule stableDiffusion(Map<String, ?> changes) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("beta_start", 0.00085);
    settings.put("beta_end", 0.012);
    settings.put("beta_schedule", "scaled_linear");
    settings.put("set_alpha_to_one", false);
    settings.put("skip_prk_steps", true);
    settings.put("steps_offset", 1);
    settings.putAll(changes);
    return NoiseSchedule.from(ConfigFactory.parseMap(settings));
  }

  /** The plan that a named class of diffusers makes. */
  static Trajectory trajectory(
      NoiseSchedule schedule, String className, int steps, double strength) {
    return switch (className) {
      case "DDIMScheduler" -> schedule.trajectory(SchedulerKind.DDIM, steps, strength);
      case "PNDMScheduler" -> schedule.trajectory(SchedulerKind.PNDM, steps, strength);
      case "DPMSolverMultistepScheduler" ->
          schedule.trajectory(SchedulerKind.DPM_SOLVER_PLUS_PLUS, steps, strength);
      case "EulerDiscreteScheduler" -> schedule.trajectory(SchedulerKind.EULER, steps, strength);
      case "DDPMScheduler" -> schedule.ddpm(steps, strength);
      default -> throw new AssertionError("No plan is known for " + className);
    };
  }

  /** The index-th of equally long pieces. */
  static float[] slice(float[] all, int index, int size) {
    return Arrays.copyOfRange(all, index * size, (index + 1) * size);
  }

  /** A tensor of either kind of timestep: 64-bit integers, or Euler's fractions. */
  static double[] timesteps(SafetensorsReader tensors, String name) {
    if (tensors.info(name).type() == SafetensorsType.I64) {
      return Arrays.stream(tensors.longs(name)).asDoubleStream().toArray();
    }
    float[] floats = tensors.floats(name);
    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
  }
}
