package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.dafusion.jobs.stage.Pace;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.train.TrialAccuracy;

/**
 * Tells people after each trial of a benchmark what it found, and how long the others will take.
 * Learning tokens, making pictures and training are judged each by itself, and so are trials that
 * keep features and those that send pictures through the backbone at every step: the latter take
 * many times as long. What the tables hold already is not known before, so that pictures which
 * draws have in common, or that an interrupted run left, make the estimate too long.
 */
final class BenchmarkProgress {
  private final Progress progress;
  private final WorkLeft learning;
  private final WorkLeft making;
  private final WorkLeft heads;
  private final WorkLeft networks;
  private final long trials;
  private long done;
  private long mark = System.nanoTime();

  /**
   * Begins with the first.
   *
   * @param left draws with something to do, each with its missing trials
   */
  BenchmarkProgress(List<BenchmarkDraw> left, Progress progress) {
    this.progress = progress;
    this.trials = left.stream().mapToLong(draw -> draw.trials().size()).sum();
    this.learning = work(left, BenchmarkDraw::tokens);
    this.making = work(left, BenchmarkDraw::pictures);
    this.heads = trials(left, true);
    this.networks = trials(left, false);
  }

  private static WorkLeft trials(List<BenchmarkDraw> left, boolean kept) {
    List<Long> costs = new ArrayList<>();
    for (BenchmarkDraw draw : left) {
      draw.trials().stream()
          .filter(trial -> keepsFeatures(trial) == kept)
          .forEach(trial -> costs.add(draw.cost(trial)));
    }
    return new WorkLeft(costs);
  }

  private static boolean keepsFeatures(BenchmarkDraw.Trial trial) {
    return trial.planned().classifier().keepsFeatures();
  }

  private WorkLeft training(BenchmarkDraw.Trial trial) {
    return keepsFeatures(trial) ? heads : networks;
  }

  private static WorkLeft work(List<BenchmarkDraw> left, ToLongFunction<BenchmarkDraw> size) {
    return new WorkLeft(left.stream().map(size::applyAsLong).toList());
  }

  /** The tokens of draws that were learned together, or imported, are there. */
  void learned(List<BenchmarkDraw> draws) {
    double took = lap();
    double all = draws.stream().mapToLong(BenchmarkDraw::tokens).sum();
    for (BenchmarkDraw draw : draws) {
      long tokens = draw.tokens();
      if (tokens > 0) {
        learning.pass(tokens, tokens, took * tokens / all);
      }
    }
  }

  /**
   * The pictures of a draw are there, if it wants any.
   *
   * @param possible the draw with those of its trials that can be done
   */
  void made(BenchmarkDraw planned, BenchmarkDraw possible) {
    double took = lap();
    if (planned.pictures() > 0) {
      making.pass(planned.pictures(), possible.pictures(), took);
    }
    planned.trials().stream()
        .filter(trial -> !possible.trials().contains(trial))
        .forEach(trial -> training(trial).pass(planned.cost(trial), 0, 0));
  }

  /** Takes the result of the next trial. */
  void finished(BenchmarkDraw draw, BenchmarkDraw.Trial trial, TrialAccuracy accuracy) {
    finished(draw, trial, accuracy, lap());
  }

  /**
   * Takes the result of the next trial.
   *
   * @param took seconds
   */
  void finished(
      BenchmarkDraw draw, BenchmarkDraw.Trial trial, TrialAccuracy accuracy, double took) {
    training(trial).pass(draw.cost(trial), draw.cost(trial), took);
    done++;
    List<WorkLeft> kinds = List.of(learning, making, heads, networks);
    boolean known = kinds.stream().allMatch(WorkLeft::isKnown);
    progress.say(
        String.format(
            Locale.ROOT,
            "benchmark: %d of %d trials done, %s: accuracy %.4f, best %.4f; %s %s left",
            done,
            trials,
            draw.name(trial),
            accuracy.told().value(),
            accuracy.best().value(),
            known ? "about" : "at least",
            Pace.clock(kinds.stream().mapToDouble(WorkLeft::seconds).sum())));
  }

  /** Seconds since the last call, or since the beginning. */
  private double lap() {
    long before = mark;
    mark = System.nanoTime();
    return (mark - before) / 1e9;
  }
}
