package org.dafusion.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A stage in a workspace of its own that something happens to. */
abstract class Disturbance implements AutoCloseable {
  private final Path folder;
  private final UndisturbedStage undisturbed;
  private final TinyExperiment experiment;

  /**
   * @param folder for what the commands say
   * @param experiment whose workspace is disturbed, or takes in the disturbed tables in the end
   */
  Disturbance(Path folder, UndisturbedStage undisturbed, TinyExperiment experiment) {
    this.folder = folder;
    this.undisturbed = undisturbed;
    this.experiment = experiment;
  }

  /**
   * Gives the command, and disturbs it.
   *
   * @param moment share of what is there to be disturbed, in [0, 1)
   * @return when it was disturbed, in words; null where it was too late
   * @throws IllegalStateException if the command failed for another reason
   */
  abstract String disturb(double moment, Random random) throws IOException, InterruptedException;

  /** Where the disturbed tables lie, once the command was given again. */
  TinyExperiment result() throws IOException {
    return experiment;
  }

  final UndisturbedStage undisturbed() {
    return undisturbed;
  }

  /** What the command says, by a name. */
  final Path log(String name) {
    return folder.resolve(name + ".txt");
  }

  /** Gives the same command again, when nothing disturbs it any more. */
  final int again() throws IOException, InterruptedException {
    return start("again").process().waitFor();
  }

  /** Gives the command. */
  final DriverProcess start(String name) throws IOException {
    return DriverProcess.start(log(name), spark(), command());
  }

  /** Properties as {@code spark-submit --conf} gives them. */
  Map<String, String> spark() {
    return ChaosStage.CLUSTER;
  }

  /** What follows the name of the program. */
  List<String> command() {
    return undisturbed.command(experiment);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    // most need nothing
  }
}
