package org.dafusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.dafusion.Parity;

/**
 * Asserts errors against tolerances, and keeps the largest of each group of cases for the README.
 */
final class ScheduleParity {
  /** Of states, divided by max(1, largest value of the case), as the golden set's README says. */
  static final double STATES = 2e-5;

  static final double EULER_TIMESTEPS = 1e-4;

  private ScheduleParity() {}

  static void check(String group, String name, double error, double tolerance) {
    Parity.note("schedule: " + group, error, tolerance);
    assertThat(error).as("%s: %s", group, name).isLessThanOrEqualTo(tolerance);
  }

  static void checkTimesteps(
      String group, String name, boolean fractional, double[] expected, Trajectory trajectory) {
    assertThat(trajectory.length()).as("%s: calls", name).isEqualTo(expected.length);
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      error = Math.max(error, Math.abs(expected[i] - trajectory.timestep(i)));
    }
    String which = fractional ? "Euler timesteps" : "whole timesteps";
    check(group + ": " + which, name, error, fractional ? EULER_TIMESTEPS : 0);
  }
}
