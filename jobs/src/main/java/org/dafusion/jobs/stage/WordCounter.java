package org.dafusion.jobs.stage;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.stage.WordSteps.Step;

/**
 * Tells people how many steps the words have taken, how fast, how long the rest will take, and the
 * loss and the cosine distance from the beginning of those in work.
 */
final class WordCounter implements AutoCloseable {
  private static final int SHOWN = 3;

  private final Progress progress;
  private final int words;
  private final int stepsEach;
  private final Pace pace;
  private final WordSteps steps = new WordSteps();
  private final Map<String, Step> latest = new ConcurrentHashMap<>();
  private final HeartbeatReporter reporter;

  /**
   * @param words that are to be learned
   * @param stepsEach of each of them
   */
  WordCounter(SparkSession spark, Progress progress, int words, int stepsEach) {
    this.progress = progress;
    this.words = words;
    this.stepsEach = stepsEach;
    this.pace = new Pace();
    spark.sparkContext().register(steps, "steps of words");
    this.reporter =
        new HeartbeatReporter(spark, progress, steps, this::line) {
          @Override
          void noted(long task, Object value) {
            ((Map<?, ?>) value).values().forEach(step -> note((Step) step));
          }
        };
    reporter.begin();
  }

  /** What executors note their steps in. */
  WordSteps steps() {
    return steps;
  }

  private void note(Step step) {
    latest.merge(step.placeholder(), step, (a, b) -> a.step() > b.step() ? a : b);
  }

  private String line() {
    long done = latest.values().stream().mapToLong(Step::step).sum();
    // steps before an interruption took no time of this one
    long here = latest.values().stream().mapToLong(Step::here).sum();
    List<Step> inWork =
        latest.values().stream()
            .filter(step -> step.step() < stepsEach)
            .sorted(Comparator.comparing(Step::placeholder))
            .toList();
    return String.format(
        Locale.ROOT,
        "invert: %d of %d steps of %d words, %.2f steps/s, %s left%s",
        done,
        (long) words * stepsEach,
        words,
        pace.rate(here),
        pace.left(here, (long) words * stepsEach - done),
        inWork.stream().limit(SHOWN).map(WordCounter::text).collect(Collectors.joining()));
  }

  private static String text(Step step) {
    return String.format(
        Locale.ROOT,
        "; %s step %d, loss %.4f, distance %.4f",
        step.placeholder(),
        step.step(),
        step.loss(),
        step.distance());
  }

  @Override
  public void close() {
    reporter.close();
    steps.value().values().forEach(this::note);
    progress.say(line());
  }
}
