package org.dafusion.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * Denoising diffusion implicit models: Song, Meng and Ermon 2020, <a
 * href="https://arxiv.org/abs/2010.02502">arXiv 2010.02502</a>, equations 12 and 16; diffusers'
 * {@code DDIMScheduler}.
 *
 * <table>
 *   <caption>Notation</caption>
 *   <tr><th>here</th><th>paper</th><th>diffusers</th></tr>
 *   <tr><td>now, before</td><td>α_t, α_(t−1)</td><td>alpha_prod_t, alpha_prod_t_prev</td></tr>
 *   <tr><td>deviation</td><td>σ_t(η)</td><td>std_dev_t</td></tr>
 *   <tr><td>direction</td><td>√(1 − α_(t−1) − σ_t²)</td><td>weight of pred_sample_direction</td></tr>
 * </table>
 *
 * <p>A step always goes to t − ⌊T/n⌋. With linspace and trailing spacing that is not quite the next
 * timestep of the list; the original does the same.
 */
final class Ddim {
  private Ddim() {}

  static Trajectory plan(NoiseSchedule schedule, int steps, double strength, double eta) {
    SchedulerConfig config = schedule.config();
    config.refuse("thresholding");
    double finalAlpha = config.flag("set_alpha_to_one", true) ? 1 : schedule.alphaCumprod(0);
    int[] timesteps =
        config
            .spacing(TimestepSpacing.LEADING)
            .timesteps(schedule.trainTimesteps(), steps, config.stepsOffset());
    int stride = schedule.trainTimesteps() / steps;
    List<Trajectory.Call> calls = new ArrayList<>();
    for (int i = Trajectory.startIndex(steps, strength); i < steps; i++) {
      int t = timesteps[i];
      double before = t >= stride ? schedule.alphaCumprod(t - stride) : finalAlpha;
      calls.add(new Trajectory.Call(t, 1, schedule.addNoise(t), step(schedule, t, before, eta)));
    }
    return Trajectory.of("ddim", 1, calls);
  }

  private static Step step(NoiseSchedule schedule, int t, double before, double eta) {
    double now = schedule.alphaCumprod(t);
    double deviation = eta * Math.sqrt((1 - before) / (1 - now) * (1 - now / before));
    double direction = Math.sqrt(1 - before - deviation * deviation);
    PredictionType type = schedule.predictionType();
    Prediction original = type.original(schedule.alpha(t), schedule.sigma(t));
    Prediction noise = type.noise(schedule.alpha(t), schedule.sigma(t));
    // Only x_0 is clipped; the direction keeps the noise as predicted.
    return Step.of(
            original.clippedTo(schedule.config().clipLimit()),
            direction * noise.sample(),
            Math.sqrt(before))
        .withOutput(direction * noise.output())
        .withNoise(deviation);
  }
}
