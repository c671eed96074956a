package org.dafusion.jobs.stage;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.stage.TrainingSteps.Step;

/**
 * Tells people how many steps a stage's concepts have taken, how fast, how long the rest will take,
 * and how those in work do.
 */
public final class TrainingCounter implements AutoCloseable {
  private static final int SHOWN = 3;

  private final Progress progress;
  private final String stage;
  private final int concepts;
  private final int stepsEach;
  private final Pace pace = new Pace();
  private final TrainingSteps steps = new TrainingSteps();
  private final Map<String, Step> latest = new ConcurrentHashMap<>();
  private final HeartbeatReporter reporter;

  /**
   * Starts telling; whoever opens it closes it when the training is over.
   *
   * @param stage that trains
   * @param concepts that are to be trained
   * @param stepsEach of each of them
   */
  public TrainingCounter(
      SparkSession spark, Progress progress, String stage, int concepts, int stepsEach) {
    this.progress = progress;
    this.stage = stage;
    this.concepts = concepts;
    this.stepsEach = stepsEach;
    spark.sparkContext().register(steps, "steps of " + stage);
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
  public TrainingSteps steps() {
    return steps;
  }

  private void note(Step step) {
    latest.merge(step.concept(), step, (a, b) -> a.step() > b.step() ? a : b);
  }

  private String line() {
    List<Step> diverged = latest.values().stream().filter(Step::diverged).toList();
    // nobody waits for the steps that those will not take
    long never = diverged.stream().mapToLong(step -> stepsEach - step.step()).sum();
    long all = (long) concepts * stepsEach - never;
    long done = latest.values().stream().mapToLong(Step::step).sum();
    // steps before an interruption took no time of this one
    long here = latest.values().stream().mapToLong(Step::here).sum();
    List<Step> inWork =
        latest.values().stream()
            .filter(step -> step.step() < stepsEach && !step.diverged())
            .sorted(Comparator.comparing(Step::concept))
            .toList();
    return String.format(
        Locale.ROOT,
        "%s: %d of %d steps of %d concepts%s, %.2f steps/s, %s left%s",
        stage,
        done,
        all,
        concepts,
        diverged.isEmpty() ? "" : ", %d of them diverged".formatted(diverged.size()),
        pace.rate(here),
        pace.left(here, all - done),
        inWork.stream().limit(SHOWN).map(Step::text).collect(Collectors.joining()));
  }

  @Override
  public void close() {
    reporter.close();
    steps.value().values().forEach(this::note);
    progress.say(line());
  }
}
