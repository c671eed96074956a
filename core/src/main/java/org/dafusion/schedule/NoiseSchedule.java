package org.dafusion.schedule;

import com.typesafe.config.Config;
import java.util.List;
import org.dafusion.huggingface.ModelArtefactException;

/**
 * How much noise a diffusion model was trained with at each timestep. Immutable.
 *
 * <p>A noised sample is x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) ε with t from 0 to {@link #trainTimesteps()} −
 * 1 (Ho et al. 2020, <a href="https://arxiv.org/abs/2006.11239">DDPM</a>, equation 4).
 *
 * <table>
 *   <caption>Notation</caption>
 *   <tr><th>here</th><th>paper</th><th>diffusers</th></tr>
 *   <tr><td>betas</td><td>β_t</td><td>betas</td></tr>
 *   <tr><td>alphaCumprod(t)</td><td>ᾱ_t</td><td>alphas_cumprod[t]</td></tr>
 *   <tr><td>alpha(t), sigma(t)</td><td>√ᾱ_t, √(1 − ᾱ_t)</td><td>alpha_t, sigma_t of DPM</td></tr>
 * </table>
 */
public final class NoiseSchedule {
  private final SchedulerConfig config;
  private final float[] betas;
  private final float[] alphasCumprod;
  private final PredictionType predictionType;

  private NoiseSchedule(SchedulerConfig config) {
    this.config = config;
    this.betas = Betas.from(config);
    this.alphasCumprod = Betas.alphasCumprod(betas);
    List<String> known = List.of("epsilon", "v_prediction");
    this.predictionType =
        config.word("prediction_type", "epsilon", known).equals("epsilon")
            ? PredictionType.EPSILON
            : PredictionType.V_PREDICTION;
  }

  /**
   * Reads a model folder's {@code scheduler_config.json}. Keys that the file leaves out have the
   * defaults of the diffusers class in question, but for {@code clip_sample}, which is off unless
   * the file switches it on.
   *
   * @throws ModelArtefactException if a value is unknown or unsupported, naming key, rule and value
   */
  public static NoiseSchedule from(Config schedulerConfig) {
    return new NoiseSchedule(new SchedulerConfig(schedulerConfig));
  }

  /** Number of timesteps in training, usually 1000. */
  public int trainTimesteps() {
    return betas.length;
  }

  /** What the network predicts. */
  public PredictionType predictionType() {
    return predictionType;
  }

  /** β_t. */
  public double beta(int timestep) {
    return betas[timestep];
  }

  /** ᾱ_t, the share of the clean sample's variance that is left at a timestep. */
  public double alphaCumprod(int timestep) {
    return alphasCumprod[timestep];
  }

  /** Weights that bring a clean sample to the noise level of a timestep. */
  public Noising addNoise(int timestep) {
    return new Noising(alpha(timestep), sigma(timestep));
  }

  /**
   * Weights that make the training target from the clean sample and the noise: the noise itself, or
   * v = √ᾱ_t ε − √(1 − ᾱ_t) x_0.
   */
  public Noising target(int timestep) {
    return predictionType.target(alpha(timestep), sigma(timestep));
  }

  /**
   * The plan of a row.
   *
   * @param kind the sampler
   * @param steps number of steps from pure noise, at least 1 and at most {@link #trainTimesteps()}
   * @param strength share of the steps to take, 0 to 1; 1 takes all
   * @throws IllegalArgumentException if a number is out of range
   * @throws ModelArtefactException if the sampler cannot work with this schedule
   */
  public Trajectory trajectory(SchedulerKind kind, int steps, double strength) {
    requireRange(steps, strength);
    return switch (kind) {
      case DPM_SOLVER_PLUS_PLUS -> DpmSolverPlusPlus.plan(this, steps, strength);
      case DDIM -> Ddim.plan(this, steps, strength, 0);
      case PNDM -> Pndm.plan(this, steps, strength);
      case EULER -> Euler.plan(this, steps, strength);
    };
  }

  /**
   * The plan of a row by DDIM with fresh noise in each step.
   *
   * @param eta share of the ancestral sampler's noise, 0 to 1
   */
  public Trajectory stochasticDdim(int steps, double strength, double eta) {
    requireRange(steps, strength);
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("Invalid eta: must be between 0 and 1, found " + eta);
    }
    return Ddim.plan(this, steps, strength, eta);
  }

  /** The plan of a row by ancestral sampling, the original DDPM. */
  public Trajectory ddpm(int steps, double strength) {
    requireRange(steps, strength);
    return Ddpm.plan(this, steps, strength);
  }

  SchedulerConfig config() {
    return config;
  }

  double alpha(int timestep) {
    return Math.sqrt(alphaCumprod(timestep));
  }

  double sigma(int timestep) {
    return Math.sqrt(1 - alphaCumprod(timestep));
  }

  private void requireRange(int steps, double strength) {
    if (steps < 1 || steps > trainTimesteps()) {
      throw new IllegalArgumentException(
          "Invalid steps: must be between 1 and " + trainTimesteps() + ", found " + steps);
    }
    if (!(strength >= 0 && strength <= 1)) {
      throw new IllegalArgumentException(
          "Invalid strength: must be between 0 and 1, found " + strength);
    }
  }
}
