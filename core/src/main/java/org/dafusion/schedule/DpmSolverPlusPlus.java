package org.dafusion.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * DPM-Solver++, multistep: Lu et al. 2022, <a href="https://arxiv.org/abs/2211.01095">arXiv
 * 2211.01095</a>, algorithm 2; diffusers' {@code DPMSolverMultistepScheduler}. Orders 1 to 3, 2 by
 * default (2M). With {@code algorithm_type} "dpmsolver" the older form (<a
 * href="https://arxiv.org/abs/2206.00927">arXiv 2206.00927</a>), which extrapolates the noise
 * rather than the clean sample.
 *
 * <table>
 *   <caption>Notation</caption>
 *   <tr><th>here</th><th>paper</th><th>diffusers</th></tr>
 *   <tr><td>from, to</td><td>t_(i−1), t_i</td><td>s0, t</td></tr>
 *   <tr><td>lambda(t)</td><td>λ_t = log(α_t/σ_t)</td><td>lambda_t</td></tr>
 *   <tr><td>h, r0, r1</td><td>h_i, r_i</td><td>h, r0, r1</td></tr>
 *   <tr><td>d0, d1, d2</td><td>D_i and its differences</td><td>weights of D0, D1, D2</td></tr>
 * </table>
 *
 * <p>The first call is of first order for want of history. In lists of fewer than 15 steps the last
 * call is of first order too, and the last but one of at most second; that is counted on the whole
 * list, not on what a strength leaves of it. The last step goes to timestep 0. The stochastic
 * variants, Karras sigmas and thresholding are not supported.
 */
final class DpmSolverPlusPlus {
  private static final int SHORT_LIST = 15;

  private final NoiseSchedule schedule;
  private final boolean predictsOriginal;
  private final boolean midpoint;
  private final int order;
  private final boolean lowerOrderFinal;
  private final int[] timesteps;

  private DpmSolverPlusPlus(NoiseSchedule schedule, int steps) {
    SchedulerConfig config = schedule.config();
    this.schedule = schedule;
    this.predictsOriginal =
        config
            .word("algorithm_type", "dpmsolver++", List.of("dpmsolver++", "dpmsolver"))
            .equals("dpmsolver++");
    this.midpoint =
        config.word("solver_type", "midpoint", List.of("midpoint", "heun")).equals("midpoint");
    this.order = config.integer("solver_order", 2);
    if (order < 1 || order > 3) {
      throw config.invalid("solver_order", "must be between 1 and 3", Integer.toString(order));
    }
    this.timesteps = spaced(schedule, steps);
    this.lowerOrderFinal = config.flag("lower_order_final", true) && timesteps.length < SHORT_LIST;
    config.refuse("thresholding");
    config.refuse("use_karras_sigmas");
    double clipped = config.number("lambda_min_clipped", Double.NEGATIVE_INFINITY);
    if (clipped != Double.NEGATIVE_INFINITY) {
      throw config.invalid("lambda_min_clipped", "must be -Infinity", Double.toString(clipped));
    }
  }

  static Trajectory plan(NoiseSchedule schedule, int steps, double strength) {
    DpmSolverPlusPlus solver = new DpmSolverPlusPlus(schedule, steps);
    List<Trajectory.Call> calls = new ArrayList<>();
    for (int i = Trajectory.startIndex(steps, strength); i < solver.timesteps.length; i++) {
      int t = solver.timesteps[i];
      calls.add(new Trajectory.Call(t, 1, schedule.addNoise(t), solver.step(i, calls.size())));
    }
    return Trajectory.of("dpm-solver++", 1, calls);
  }

  /** Leading and linspace space one step more and leave out the one nearest to the clean sample. */
  private static int[] spaced(NoiseSchedule schedule, int steps) {
    TimestepSpacing spacing = schedule.config().spacing(TimestepSpacing.LINSPACE);
    int points = spacing == TimestepSpacing.TRAILING ? steps : steps + 1;
    int[] timesteps =
        spacing.timesteps(schedule.trainTimesteps(), points, schedule.config().stepsOffset());
    // With nearly as many steps as in training, rounding makes neighbours equal.
    return Arrays.stream(timesteps).limit(steps).distinct().toArray();
  }

  private Step step(int i, int callsBefore) {
    int from = timesteps[i];
    int to = i + 1 < timesteps.length ? timesteps[i + 1] : 0;
    int orderHere = Math.min(order, callsBefore + 1);
    if (lowerOrderFinal) {
      orderHere = Math.min(orderHere, timesteps.length - i);
    }
    double h = lambda(to) - lambda(from);
    // Both forms are one formula: e^x − 1 and its remainders, times the level that is gone to.
    double x = predictsOriginal ? -h : h;
    double level = predictsOriginal ? schedule.alpha(to) : schedule.sigma(to);
    double carried =
        predictsOriginal
            ? schedule.sigma(to) / schedule.sigma(from)
            : schedule.alpha(to) / schedule.alpha(from);
    double d0 = -level * Math.expm1(x);
    if (orderHere == 1) {
      return Step.of(prediction(from), carried, d0);
    }
    double r0 = (lambda(from) - lambda(timesteps[i - 1])) / h;
    if (orderHere == 2) {
      double d1 = midpoint ? d0 / 2 : -level * (Math.expm1(x) / x - 1);
      return Step.of(prediction(from), carried, d0 + d1 / r0, -d1 / r0);
    }
    double r1 = (lambda(timesteps[i - 1]) - lambda(timesteps[i - 2])) / h;
    double d1 = -level * (Math.expm1(x) / x - 1);
    double d2 = -level * ((Math.expm1(x) - x) / (x * x) - 0.5);
    // D1 = a + r0/(r0+r1) (a − b) and D2 = (a − b)/(r0+r1) of a = (m0−m1)/r0 and b = (m1−m2)/r1.
    double difference = (d1 * r0 + d2) / (r0 + r1);
    double a = (d1 + difference) / r0;
    double b = -difference / r1;
    return Step.of(prediction(from), carried, d0 + a, b - a, -b);
  }

  private Prediction prediction(int t) {
    PredictionType type = schedule.predictionType();
    return predictsOriginal
        ? type.original(schedule.alpha(t), schedule.sigma(t))
        : type.noise(schedule.alpha(t), schedule.sigma(t));
  }

  private double lambda(int t) {
    return Math.log(schedule.alpha(t)) - Math.log(schedule.sigma(t));
  }
}
