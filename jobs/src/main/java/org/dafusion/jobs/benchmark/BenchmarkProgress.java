package org.dafusion.jobs.benchmark;

import java.util.List;
import java.util.Locale;
import org.dafusion.jobs.stage.Pace;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.train.TrialAccuracy;

/**
 * Tells people after each trial of a benchmark what it found, and how long the others will take.
 * Making pictures and training have each their own pace.
 */
final class BenchmarkProgress {
  private final Progress progress;
  private final long trials;
  private final Phase making;
  private final Phase training;
  private long done;
  private long mark = System.nanoTime();

  /**
   * @param draws with the trials that are to be done
   */
  BenchmarkProgress(List<BenchmarkDraw> draws, Progress progress) {
    this.progress = progress;
    this.trials = draws.stream().mapToLong(draw -> draw.trials().size()).sum();
    this.making = new Phase(draws.stream().mapToLong(BenchmarkDraw::makingCost).sum());
    this.training = new Phase(draws.stream().mapToLong(BenchmarkDraw::cost).sum());
  }

  /** The tokens and pictures of the next draw are there. */
  void made(BenchmarkDraw draw) {
    making.spend(draw.makingCost(), lap());
  }

  /** Takes the result of the next trial. */
  void finished(BenchmarkDraw draw, BenchmarkDraw.Trial trial, TrialAccuracy accuracy) {
    training.spend(draw.cost(trial), lap());
    done++;
    progress.say(
        String.format(
            Locale.ROOT,
            "benchmark: %d of %d trials done, %s: accuracy %.4f, best %.4f; about %s left",
            done,
            trials,
            draw.name(trial),
            accuracy.last().value(),
            accuracy.best().value(),
            Pace.clock(making.left() + training.left())));
  }

  /** Seconds since the last call, or since the beginning. */
  private double lap() {
    long before = mark;
    mark = System.nanoTime();
    return (mark - before) / 1e9;
  }

  /** One kind of work, in its own measure. */
  private static final class Phase {
    private final long cost;
    private long spent;
    private double seconds;

    Phase(long cost) {
      this.cost = cost;
    }

    void spend(long more, double took) {
      spent += more;
      seconds += took;
    }

    /** Seconds that the rest will take at the pace so far. */
    double left() {
      return spent == 0 ? 0 : seconds / spent * (cost - spent);
    }
  }
}
