package org.dafusion.diffusion;

/** Is told of every step of every request, to follow a trajectory from outside. */
@FunctionalInterface
public interface StepObserver {
  /** Watches nothing. */
  StepObserver NONE = (id, step, timestep, prediction, sample) -> {};

  /**
   * One step was taken.
   *
   * @param id of the request
   * @param step from 0
   * @param timestep the noise predictor was called with
   * @param prediction after guidance
   * @param sample the latents after the step, of a masked picture as the step left them
   */
  void stepped(String id, int step, double timestep, float[] prediction, float[] sample);

  /**
   * The kept part of a masked picture was put back after a step.
   *
   * @param id of the request
   * @param step from 0
   * @param sample the latents that the next step begins with
   */
  default void restored(String id, int step, float[] sample) {}

  /**
   * A network has done a piece of work, its results in the host's memory.
   *
   * @param nanos that it took, those among them in which it had to wait for its turn
   */
  default void worked(Network network, long nanos) {}
}
