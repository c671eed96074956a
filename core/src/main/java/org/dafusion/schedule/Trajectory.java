package org.dafusion.schedule;

import java.util.List;
import org.dafusion.huggingface.ModelArtefactException;

/**
 * The whole plan of one row, from noised latents to clean ones: which timestep the network is
 * called with, how its input is scaled, and what is done with its output. Immutable; any number of
 * rows may follow the same plan, each with its own {@link TrajectoryState}.
 */
public final class Trajectory {
  private final double initialScale;
  private final List<Call> calls;

  /** One call of the network. */
  record Call(double timestep, double inputScale, Noising noising, Step step) {}

  private Trajectory(double initialScale, List<Call> calls) {
    this.initialScale = initialScale;
    this.calls = List.copyOf(calls);
  }

  /**
   * @param name the sampler, for messages
   * @param initialScale factor that turns standard normal noise into a first sample
   * @param calls the calls in order
   */
  static Trajectory of(String name, double initialScale, List<Call> calls) {
    for (Call call : calls) {
      if (!call.step().isFinite() || !Double.isFinite(call.noising().noise())) {
        throw new ModelArtefactException(
            "Cannot plan a "
                + name
                + " trajectory because its step at timestep "
                + call.timestep()
                + " divides by a signal of zero (rescale_betas_zero_snr); use a model with"
                + " v_prediction and the scheduler ddim or dpm-solver++");
      }
    }
    return new Trajectory(initialScale, calls);
  }

  /**
   * Index of the first timestep that a strength leaves of a plan of so many steps, with the float
   * product cut off as in diffusers' {@code StableDiffusionImg2ImgPipeline.get_timesteps}: 50 steps
   * at 0.29 leave 14 of them, not 14.5 and not 15.
   */
  static int startIndex(int steps, double strength) {
    return steps - Math.min((int) (steps * strength), steps);
  }

  /** How often the network is called; 0 where the strength is too small for a single step. */
  public int length() {
    return calls.size();
  }

  /** The timestep given to the network at the i-th call. Fractional for Euler. */
  public double timestep(int i) {
    return calls.get(i).timestep();
  }

  /** Factor on the sample before it is given to the network. 1 but for Euler. */
  public double inputScale(int i) {
    return calls.get(i).inputScale();
  }

  /** Weights that bring clean latents to the noise level of the i-th call. */
  public Noising noising(int i) {
    return calls.get(i).noising();
  }

  /**
   * Weights that bring clean latents to the noise level of a sample after the i-th call: that of
   * the next call, none after the last.
   */
  public Noising noisingAfter(int i) {
    return i + 1 < calls.size() ? noising(i + 1) : Noising.NONE;
  }

  /**
   * Weights that make the first sample from clean latents. A plan without any call leaves the
   * latents as they are.
   */
  public Noising start() {
    return calls.isEmpty() ? Noising.NONE : noising(0);
  }

  /** Factor that makes a first sample from noise alone, without a source picture. */
  public double initialScale() {
    return initialScale;
  }

  /** What is done with the output of the i-th call. */
  public Step step(int i) {
    return calls.get(i).step();
  }

  /** Whether any step adds fresh noise. */
  public boolean isStochastic() {
    return calls.stream().anyMatch(call -> call.step().noise() != 0);
  }

  /** A row at the beginning of this plan, from clean latents and standard normal noise. */
  public TrajectoryState begin(float[] clean, float[] gaussian) {
    return new TrajectoryState(this, start().apply(clean, gaussian));
  }

  /** A row at the beginning of this plan, from standard normal noise alone. */
  public TrajectoryState beginFromNoise(float[] gaussian) {
    return new TrajectoryState(this, new Noising(0, initialScale).apply(gaussian, gaussian));
  }

  /** How many predictions a row must remember. */
  int historyLength() {
    return calls.stream().mapToInt(call -> call.step().history().size()).max().orElse(0);
  }
}
