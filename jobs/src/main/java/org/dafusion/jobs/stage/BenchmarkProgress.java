package org.dafusion.jobs.stage;

import java.util.List;
import java.util.Locale;

/**
 * Tells people after each trial of a benchmark what it found, and how long the others will take.
 */
final class BenchmarkProgress {
  private final Progress progress;
  private final Pace pace = new Pace();
  private final long trials;
  private final long cost;
  private long done;
  private long spent;

  /**
   * @param draws with the trials that are to be done
   */
  BenchmarkProgress(List<BenchmarkDraw> draws, Progress progress) {
    this.progress = progress;
    this.trials = draws.stream().mapToLong(draw -> draw.trials().size()).sum();
    this.cost =
        draws.stream().mapToLong(draw -> draw.trials().stream().mapToLong(draw::cost).sum()).sum();
  }

  /** Takes the result of the next trial. */
  void finished(BenchmarkDraw draw, BenchmarkDraw.Trial trial, TrialAccuracy accuracy) {
    done++;
    spent += draw.cost(trial);
    progress.say(
        String.format(
            Locale.ROOT,
            "benchmark: %d of %d trials done, %s: accuracy %.4f, best %.4f; about %s left",
            done,
            trials,
            draw.name(trial),
            accuracy.last().value(),
            accuracy.best().value(),
            pace.left(spent, cost - spent)));
  }
}
