package org.dafusion.jobs.benchmark;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.dafusion.inversion.InversionRecipe;

/**
 * The tokens of a grid that are learned. One is known by its run, which covers the draw, the
 * recipe, the seed and the model, and by its class or photo.
 */
final class TokenUnits {
  private final List<BenchmarkDraw> draws;
  private final FinishedWork finished;
  private final Predicate<BenchmarkDraw.Trial> left;

  /**
   * The tokens that draws want.
   *
   * @param left whether a trial is to do
   */
  TokenUnits(
      List<BenchmarkDraw> draws, FinishedWork finished, Predicate<BenchmarkDraw.Trial> left) {
    this.draws = draws;
    this.finished = finished;
    this.left = left;
  }

  /** How many trainings. */
  UnitCount trainings() {
    return count(recipe -> 1);
  }

  /** How many samples they see, each a forward and a backward pass of the noise predictor. */
  UnitCount samples() {
    return count(recipe -> (long) recipe.steps() * recipe.batch());
  }

  @FunctionalInterface
  private interface Measure {
    long each(InversionRecipe recipe);
  }

  private UnitCount count(Measure measure) {
    UnitCount sum = UnitCount.NONE;
    Map<String, UnitCount> byRun = new HashMap<>();
    Set<String> toDo = new HashSet<>();
    for (BenchmarkDraw draw : draws) {
      Set<String> inDraw = new HashSet<>();
      for (BenchmarkDraw.Trial trial : draw.trials()) {
        if (!trial.arm().learnsTokens()) {
          continue;
        }
        long tokens = draw.tokens(trial);
        long each = measure.each(trial.arm().pictures().invert().recipe());
        String run = trial.tokenRun();
        long there = Math.min(tokens, finished.tokens().getOrDefault(run, 0L));
        sum = sum.plus(new UnitCount(tokens * each, inDraw.add(run) ? tokens * each : 0, 0, 0, 0));
        if (left.test(trial)) {
          toDo.add(run);
        }
        byRun.put(run, new UnitCount(0, 0, tokens * each, there * each, (tokens - there) * each));
      }
    }
    for (Map.Entry<String, UnitCount> run : byRun.entrySet()) {
      UnitCount its = run.getValue();
      long now = toDo.contains(run.getKey()) ? its.toDo() : 0;
      sum = sum.plus(new UnitCount(0, 0, its.shared(), its.there(), now));
    }
    return sum;
  }
}
