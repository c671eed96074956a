package org.dafusion.erasure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dafusion.random.UniformDraws;
import org.dafusion.schedule.NoiseSchedule;
import org.dafusion.schedule.SchedulerKind;
import org.dafusion.schedule.Trajectory;

/**
 * How far latents are denoised (DDIM, η = 0) before the networks are asked about them, and at which
 * timestep they are asked.
 *
 * <p>With n steps and a stride of ⌊T/n⌋, {@code grid} draws i from 0 to n − 1, takes i steps, and
 * asks at the timestep at which the sampler stands. {@code spread} is the first published code: it
 * cuts off the noisiest step, draws k from 0 to n − 1, takes n − k steps (all n − 1 for k = 0), and
 * asks at a timestep drawn from [k · stride, (k + 1) · stride), where the latents have only the
 * noise of about (k − 2) · stride: two levels less.
 */
public final class ErasurePlan {
  private final ErasurePreset preset;
  private final Trajectory trajectory;
  private final int stride;

  private ErasurePlan(ErasurePreset preset, Trajectory trajectory, int stride) {
    this.preset = preset;
    this.trajectory = trajectory;
    this.stride = stride;
  }

  /**
   * The plan of a recipe on a model's schedule.
   *
   * @throws IllegalArgumentException if the schedule has fewer timesteps than the recipe
   */
  public static ErasurePlan of(ErasurePreset preset, NoiseSchedule schedule) {
    int steps = preset.samplingSteps();
    // half a step less than one, so that rounding leaves exactly the first one out
    double strength = isSpread(preset) ? (steps - 0.5) / steps : 1;
    return new ErasurePlan(
        preset,
        schedule.trajectory(SchedulerKind.DDIM, steps, strength),
        schedule.trainTimesteps() / steps);
  }

  /**
   * Steps that an iteration takes on average.
   *
   * @param latents that it takes from its trajectory, which goes as far as the furthest needs
   */
  public double meanSteps(int latents) {
    int n = preset.samplingSteps();
    int[] sorted = IntStream.range(0, n).map(this::stepsOf).sorted().toArray();
    double mean = 0;
    double before = 0;
    for (int i = 1; i <= n; i++) {
      double atMost = 1;
      for (int j = 0; j < latents; j++) {
        atMost *= Math.max(0, i - j) / (double) (n - j);
      }
      mean += sorted[i - 1] * (atMost - before);
      before = atMost;
    }
    return mean;
  }

  /** The sampler's plan. */
  Trajectory trajectory() {
    return trajectory;
  }

  /** Draws different places of one trajectory. */
  List<Level> draw(UniformDraws draws, int count) {
    Map<Integer, Level> drawn = new LinkedHashMap<>();
    while (drawn.size() < count) {
      drawn.computeIfAbsent(draws.below(preset.samplingSteps()), place -> level(place, draws));
    }
    return List.copyOf(drawn.values());
  }

  private Level level(int place, UniformDraws draws) {
    return new Level(
        stepsOf(place),
        isSpread(preset) ? place * stride + draws.below(stride) : (int) trajectory.timestep(place));
  }

  private int stepsOf(int place) {
    return isSpread(preset) ? Math.min(trajectory.length(), preset.samplingSteps() - place) : place;
  }

  private static boolean isSpread(ErasurePreset preset) {
    return preset.timestep().equals(ErasurePreset.SPREAD);
  }

  /**
   * One place of a trajectory.
   *
   * @param steps taken from pure noise
   * @param timestep at which the networks are asked
   */
  record Level(int steps, int timestep) {}
}
