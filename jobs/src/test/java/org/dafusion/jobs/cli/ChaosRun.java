package org.dafusion.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.commons.io.FileUtils;

/**
 * A stage that is disturbed again and again, each time at a moment that a seed decides. Then the
 * same command is given once more, and every table must be the undisturbed one.
 */
final class ChaosRun {
  /** What is never hit in so many tries is no matter of a quicker machine. */
  private static final int TRIES = 8;

  private final Path folder;
  private final UndisturbedStage undisturbed;

  /** Prepares the stage, and runs it undisturbed. */
  ChaosRun(ChaosStage stage, Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.undisturbed = new UndisturbedStage(stage, folder);
  }

  /**
   * What came of a disturbance.
   *
   * @param moment when it came, in words
   * @param result {@link #EQUAL}, or what is not
   */
  record Outcome(String moment, String result) {
    static final String EQUAL = "equal";

    boolean isEqual() {
      return EQUAL.equals(result);
    }
  }

  /** Disturbs it once; what is not equal is kept. */
  Outcome disturb(ChaosKind kind, long seed) throws IOException, InterruptedException {
    double share = 0.95;
    for (int i = 0; i < TRIES; i++) {
      // Random gives small seeds much the same first number
      Random random = new Random(new SplittableRandom(seed).nextLong());
      Outcome outcome = disturb(kind, seed, share * random.nextDouble(), random);
      if (outcome != null) {
        return outcome;
      }
      // a machine that is quicker than it was is done too early
      share *= 0.7;
    }
    return new Outcome("never", "was over each time before it could be disturbed");
  }

  private Outcome disturb(ChaosKind kind, long seed, double moment, Random random)
      throws IOException, InterruptedException {
    Path place = folder.resolve(kind.word() + "-" + seed);
    Outcome outcome = null;
    try (Disturbance disturbance = kind.in(place, undisturbed)) {
      String told = disturbance.disturb(moment, random);
      if (told != null) {
        outcome = new Outcome(told, result(disturbance, place));
      }
    }
    if (outcome == null || outcome.isEqual()) {
      FileUtils.deleteDirectory(place.toFile());
    }
    return outcome;
  }

  private String result(Disturbance disturbance, Path place)
      throws IOException, InterruptedException {
    int code = disturbance.again();
    if (code != 0) {
      return "the same command ended with exit code %d, see %s".formatted(code, place);
    }
    List<String> differences = undisturbed.differences(disturbance.result());
    return differences.isEmpty()
        ? Outcome.EQUAL
        : String.join("\n", differences) + "\nwhat they said is kept in " + place;
  }
}
