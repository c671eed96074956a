package org.dafusion.jobs.stage;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.stage.WordSteps.Step;

/** Tells people how many iterations are done, how fast, and the loss of the concepts in work. */
final class EraseCounter implements AutoCloseable {
  private static final int SHOWN = 3;

  private final Progress progress;
  private final int concepts;
  private final int iterationsEach;
  private final Pace pace = new Pace();
  private final WordSteps steps = new WordSteps();
  private final Map<String, Step> latest = new ConcurrentHashMap<>();
  private final HeartbeatReporter reporter;

  EraseCounter(SparkSession spark, Progress progress, int concepts, int iterationsEach) {
    this.progress = progress;
    this.concepts = concepts;
    this.iterationsEach = iterationsEach;
    spark.sparkContext().register(steps, "iterations of concepts");
    this.reporter =
        new HeartbeatReporter(spark, progress, steps, this::line) {
          @Override
          void noted(long task, Object value) {
            ((Map<?, ?>) value).values().forEach(step -> note((Step) step));
          }
        };
    reporter.begin();
  }

  /** What executors note their iterations in. */
  WordSteps steps() {
    return steps;
  }

  private void note(Step step) {
    latest.merge(step.placeholder(), step, (a, b) -> a.step() > b.step() ? a : b);
  }

  private String line() {
    long done = latest.values().stream().mapToLong(Step::step).sum();
    // iterations before an interruption took no time of this one
    long here = latest.values().stream().mapToLong(Step::here).sum();
    long all = (long) concepts * iterationsEach;
    return String.format(
        Locale.ROOT,
        "erase: %d of %d iterations of %d concepts, %.2f iterations/s, %s left%s",
        done,
        all,
        concepts,
        pace.rate(here),
        pace.left(here, all - done),
        latest.values().stream()
            .filter(step -> step.step() < iterationsEach)
            .sorted(Comparator.comparing(Step::placeholder))
            .limit(SHOWN)
            .map(EraseCounter::text)
            .collect(Collectors.joining()));
  }

  private static String text(Step step) {
    return String.format(
        Locale.ROOT, "; %s iteration %d, loss %.6f", step.placeholder(), step.step(), step.loss());
  }

  @Override
  public void close() {
    reporter.close();
    steps.value().values().forEach(this::note);
    progress.say(line());
  }
}
