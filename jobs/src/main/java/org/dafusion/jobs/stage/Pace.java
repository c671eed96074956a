package org.dafusion.jobs.stage;

import java.time.Duration;

/** How fast countable work goes, from when it began. */
public final class Pace {
  private final long start = System.nanoTime();

  /** Pieces per second. */
  public double rate(long done) {
    return done / ((System.nanoTime() - start) / 1e9);
  }

  /**
   * How long what is left will take at this rate, such as {@code 0:02:30}.
   *
   * @param done since the beginning
   */
  public String left(long done, long left) {
    if (done == 0) {
      return "unknown time";
    }
    return clock(left / rate(done));
  }

  /** Seconds as people read them, such as {@code 0:02:30}. */
  public static String clock(double seconds) {
    Duration time = Duration.ofSeconds(Math.round(seconds));
    return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
