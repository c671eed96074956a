package org.dafusion.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dafusion.huggingface.ModelArtefactException;

/**
 * Pseudo numerical methods: Liu, Ren, Lin and Zhao 2022, <a
 * href="https://arxiv.org/abs/2202.09778">arXiv 2202.09778</a>, equations 9, 12 and 13 and
 * algorithm 2; diffusers' {@code PNDMScheduler}. With {@code skip_prk_steps}, as in Stable
 * Diffusion, this is PLMS; without, three Runge-Kutta steps of four calls come first.
 *
 * <table>
 *   <caption>Notation</caption>
 *   <tr><th>here</th><th>paper</th><th>diffusers</th></tr>
 *   <tr><td>from, to</td><td>t, t − δ</td><td>timestep, prev_timestep</td></tr>
 *   <tr><td>now, then</td><td>ᾱ_t, ᾱ_(t−δ)</td><td>alpha_prod_t, alpha_prod_t_prev</td></tr>
 *   <tr><td>counted</td><td>the e_t kept</td><td>ets</td></tr>
 *   <tr><td>kept sample</td><td></td><td>cur_sample</td></tr>
 * </table>
 *
 * <p>PLMS repeats its second timestep: call 0 tries a step, call 1 does it again from the same
 * sample with the mean of both outputs. A plan that starts in the middle of the list has no such
 * repetition, yet the original takes its call 1 for one: it redoes the first step although the
 * timestep has moved on, so from then on the sample is one level noisier than the network is told
 * (with an ideal network and 50 steps at strength 0.5, noise of 0.059 is left in place of 0.029).
 * This is reproduced, because published results were made with it.
 */
final class Pndm {
  /** Adams-Bashforth weights by number of outputs at hand, newest first. */
  private static final double[][] ADAMS_BASHFORTH = {
    {1},
    {3 / 2.0, -1 / 2.0},
    {23 / 12.0, -16 / 12.0, 5 / 12.0},
    {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0}
  };

  /** Weights of the four outputs of a Runge-Kutta step, newest first. */
  private static final double[] RUNGE_KUTTA = {1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0};

  /** Three Runge-Kutta steps of four calls. */
  private static final int RUNGE_KUTTA_CALLS = 12;

  private final NoiseSchedule schedule;
  private final int stride;
  private final double finalAlpha;

  /** Calls whose outputs the multistep formula counts, oldest first. */
  private final List<Integer> counted = new ArrayList<>();

  private Pndm(NoiseSchedule schedule, int steps) {
    this.schedule = schedule;
    this.stride = schedule.trainTimesteps() / steps;
    this.finalAlpha =
        schedule.config().flag("set_alpha_to_one", false) ? 1 : schedule.alphaCumprod(0);
  }

  static Trajectory plan(NoiseSchedule schedule, int steps, double strength) {
    SchedulerConfig config = schedule.config();
    int[] spaced =
        config
            .spacing(TimestepSpacing.LEADING)
            .timesteps(schedule.trainTimesteps(), steps, config.stepsOffset());
    int start = Trajectory.startIndex(steps, strength);
    Pndm pndm = new Pndm(schedule, steps);
    boolean linearMultistep = config.flag("skip_prk_steps", false);
    if (!linearMultistep && (start > 0 || steps < 4)) {
      throw new ModelArtefactException(
          "Cannot plan a pndm trajectory of "
              + steps
              + " steps at strength "
              + strength
              + " because its Runge-Kutta steps (skip_prk_steps is false) need at least 4 steps,"
              + " taken from the first; use another scheduler");
    }
    int[] timesteps = linearMultistep ? repeatSecond(spaced) : pndm.rungeKuttaFirst(spaced);
    List<Trajectory.Call> calls = new ArrayList<>();
    for (int i = start; i < timesteps.length; i++) {
      int t = timesteps[i];
      int call = i - start;
      Step step =
          !linearMultistep && call < RUNGE_KUTTA_CALLS
              ? pndm.rungeKutta(call, timesteps)
              : pndm.multistep(call, t);
      calls.add(new Trajectory.Call(t, 1, schedule.addNoise(t), step));
    }
    return Trajectory.of("pndm", 1, calls);
  }

  private static int[] repeatSecond(int[] spaced) {
    if (spaced.length == 1) {
      return spaced;
    }
    return IntStream.range(0, spaced.length + 1).map(i -> spaced[i < 2 ? i : i - 1]).toArray();
  }

  /** t₀, then twice each of t₁ + δ/2, t₁, t₂ + δ/2, t₂, t₃ + δ/2, then t₃, and t₃ … to the end. */
  private int[] rungeKuttaFirst(int[] spaced) {
    IntStream.Builder timesteps = IntStream.builder();
    timesteps.add(spaced[0]);
    for (int i = 1; i <= 3; i++) {
      timesteps.add(spaced[i] + stride / 2).add(spaced[i] + stride / 2).add(spaced[i]);
      if (i < 3) {
        timesteps.add(spaced[i]);
      }
    }
    IntStream.range(3, spaced.length).forEach(i -> timesteps.add(spaced[i]));
    return timesteps.build().toArray();
  }

  private Step rungeKutta(int call, int[] timesteps) {
    int stage = call % 4;
    int from = timesteps[call - stage];
    int to = timesteps[call] - (stage % 2 == 0 ? stride / 2 : 0);
    if (stage == 0) {
      counted.add(call);
      return transfer(from, to, 1).keepingSample();
    }
    return (stage == 3 ? transfer(from, to, RUNGE_KUTTA) : transfer(from, to, 1)).fromAnchor();
  }

  private Step multistep(int call, int t) {
    if (call == 1) {
      return transfer(t + stride, t, 0.5, 0.5).fromAnchor();
    }
    counted.add(call);
    Step step = transfer(t, t - stride, spread(call));
    return call == 0 ? step.keepingSample() : step;
  }

  /** The multistep weights at the places that the counted calls have in the history of all. */
  private double[] spread(int call) {
    double[] weights = ADAMS_BASHFORTH[Math.min(counted.size(), 4) - 1];
    int newest = counted.size() - 1;
    double[] spread = new double[call - counted.get(newest - (weights.length - 1)) + 1];
    for (int k = 0; k < weights.length; k++) {
      spread[call - counted.get(newest - k)] = weights[k];
    }
    return spread;
  }

  /** Equation 9: goes from one noise level to another with a mixture of outputs. */
  private Step transfer(int from, int to, double... outputs) {
    double now = schedule.alphaCumprod(from);
    double then = to >= 0 ? schedule.alphaCumprod(to) : finalAlpha;
    double noiseWeight =
        (now - then) / (now * Math.sqrt(1 - then) + Math.sqrt(now * (1 - now) * then));
    Prediction noise = schedule.predictionType().noise(schedule.alpha(from), schedule.sigma(from));
    double[] weights = new double[outputs.length];
    for (int k = 0; k < outputs.length; k++) {
      weights[k] = noiseWeight * noise.output() * outputs[k];
    }
    // The mixture is of raw outputs; a v-prediction is made a noise afterwards, with this sample.
    return Step.of(Prediction.RAW, Math.sqrt(then / now) + noiseWeight * noise.sample(), weights);
  }
}
