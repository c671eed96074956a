package org.dafusion.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * Euler's method in the variance-exploding form: Karras et al. 2022, <a
 * href="https://arxiv.org/abs/2206.00364">arXiv 2206.00364</a>, algorithm 2 without churn;
 * diffusers' {@code EulerDiscreteScheduler}.
 *
 * <table>
 *   <caption>Notation</caption>
 *   <tr><th>here</th><th>paper</th><th>diffusers</th></tr>
 *   <tr><td>sigma</td><td>t̂ = σ</td><td>sigmas[i] = √((1 − ᾱ)/ᾱ)</td></tr>
 *   <tr><td>next</td><td>t_(i+1)</td><td>sigmas[i + 1]</td></tr>
 *   <tr><td>inputScale</td><td>s(t)</td><td>scale_model_input</td></tr>
 * </table>
 *
 * <p>Samples are x = x_0 + σ ε: noise is added, nothing is scaled down, and the network's input is
 * divided by √(σ² + 1). Timesteps of linspace are fractional, their σ interpolated. Karras sigmas
 * and log-linear interpolation are not supported.
 */
final class Euler {
  private Euler() {}

  static Trajectory plan(NoiseSchedule schedule, int steps, double strength) {
    SchedulerConfig config = schedule.config();
    config.refuse("use_karras_sigmas");
    config.word("interpolation_type", "linear", List.of("linear"));
    TimestepSpacing spacing = config.spacing(TimestepSpacing.LINSPACE);
    double[] timesteps = spacing.points(schedule.trainTimesteps(), steps, config.stepsOffset());
    double largest = sigma(schedule, timesteps[0]);
    double initialScale =
        spacing == TimestepSpacing.LEADING ? Math.sqrt(largest * largest + 1) : largest;
    List<Trajectory.Call> calls = new ArrayList<>();
    for (int i = Trajectory.startIndex(steps, strength); i < steps; i++) {
      double sigma = sigma(schedule, timesteps[i]);
      double next = i + 1 < steps ? sigma(schedule, timesteps[i + 1]) : 0;
      double inputScale = 1 / Math.sqrt(sigma * sigma + 1);
      // What the network sees is the variance-preserving sample of α = inputScale, so its answer
      // is turned into noise with the formulas of that form.
      Prediction noise = schedule.predictionType().noise(inputScale, sigma * inputScale);
      Step step =
          Step.of(Prediction.RAW, 1 + (next - sigma) * noise.sample() * inputScale)
              .withOutput((next - sigma) * noise.output());
      calls.add(new Trajectory.Call(timesteps[i], inputScale, new Noising(1, sigma), step));
    }
    return Trajectory.of("euler", initialScale, calls);
  }

  private static double sigma(NoiseSchedule schedule, double timestep) {
    int last = schedule.trainTimesteps() - 1;
    // An offset may lead past the table, whose last value then holds, as in NumPy's interp.
    int below = Math.min((int) timestep, last);
    int above = Math.min(below + 1, last);
    double low = tabulated(schedule, below);
    return (float) ((tabulated(schedule, above) - low) * (timestep - (int) timestep) + low);
  }

  /** σ as diffusers tabulates it, in single precision. */
  private static float tabulated(NoiseSchedule schedule, int timestep) {
    float alphaCumprod = (float) schedule.alphaCumprod(timestep);
    return (float) Math.sqrt((1 - alphaCumprod) / alphaCumprod);
  }
}
