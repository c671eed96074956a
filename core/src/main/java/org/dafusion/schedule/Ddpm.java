package org.dafusion.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * Ancestral sampling: Ho, Jain and Abbeel 2020, <a href="https://arxiv.org/abs/2006.11239">arXiv
 * 2006.11239</a>, equations 6 and 7; diffusers' {@code DDPMScheduler}.
 *
 * <table>
 *   <caption>Notation</caption>
 *   <tr><th>here</th><th>paper</th><th>diffusers</th></tr>
 *   <tr><td>now, before</td><td>ᾱ_t, ᾱ_(t−1)</td><td>alpha_prod_t, alpha_prod_t_prev</td></tr>
 *   <tr><td>kept, added</td><td>α_t, β_t</td><td>current_alpha_t, current_beta_t</td></tr>
 *   <tr><td>variance</td><td>σ_t²: β̃_t (fixed_small) or β_t (fixed_large)</td><td>variance</td></tr>
 * </table>
 *
 * <p>Every step but the one at t = 0 adds fresh noise. Learned variances are not supported.
 */
final class Ddpm {
  private static final double SMALLEST_VARIANCE = 1e-20;

  private Ddpm() {}

  static Trajectory plan(NoiseSchedule schedule, int steps, double strength) {
    SchedulerConfig config = schedule.config();
    config.refuse("thresholding");
    int[] timesteps =
        config
            .spacing(TimestepSpacing.LEADING)
            .timesteps(schedule.trainTimesteps(), steps, config.stepsOffset());
    int stride = schedule.trainTimesteps() / steps;
    List<Trajectory.Call> calls = new ArrayList<>();
    for (int i = Trajectory.startIndex(steps, strength); i < steps; i++) {
      int t = timesteps[i];
      calls.add(new Trajectory.Call(t, 1, schedule.addNoise(t), step(schedule, t, stride)));
    }
    return Trajectory.of("ddpm", 1, calls);
  }

  private static Step step(NoiseSchedule schedule, int t, int stride) {
    double now = schedule.alphaCumprod(t);
    double before = t >= stride ? schedule.alphaCumprod(t - stride) : 1;
    double kept = now / before;
    double added = 1 - kept;
    Prediction original =
        schedule
            .predictionType()
            .original(schedule.alpha(t), schedule.sigma(t))
            .clippedTo(schedule.config().clipLimit());
    Step mean =
        Step.of(
            original,
            Math.sqrt(kept) * (1 - before) / (1 - now),
            Math.sqrt(before) * added / (1 - now));
    return t == 0
        ? mean
        : mean.withNoise(Math.sqrt(variance(schedule.config(), now, before, added)));
  }

  private static double variance(SchedulerConfig config, double now, double before, double added) {
    List<String> known = List.of("fixed_small", "fixed_small_log", "fixed_large");
    String type = config.word("variance_type", "fixed_small", known);
    return type.equals("fixed_large")
        ? added
        : Math.max((1 - before) / (1 - now) * added, SMALLEST_VARIANCE);
  }
}
