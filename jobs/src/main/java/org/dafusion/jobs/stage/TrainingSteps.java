package org.dafusion.jobs.stage;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.util.AccumulatorV2;

/** How far concepts in work are, by name; what a later step says wins. */
public final class TrainingSteps
    extends AccumulatorV2<TrainingSteps.Step, Map<String, TrainingSteps.Step>> {
  private static final long serialVersionUID = 1;

  private final Map<String, Step> steps = new HashMap<>();

  /**
   * A step of one concept.
   *
   * @param concept its placeholder, or the name of the class
   * @param step counted from 1
   * @param here how many of them were taken by this task
   * @param distance cosine distance from the initial vectors; null where there are none
   * @param diverged whether it will take no further step, because training left the range of
   *     numbers
   */
  public record Step(
      String concept, int step, int here, double loss, Double distance, boolean diverged)
      implements Serializable {
    String text() {
      String text = String.format(Locale.ROOT, "; %s step %d, loss %.4g", concept, step, loss);
      return distance == null
          ? text
          : text + String.format(Locale.ROOT, ", distance %.4f", distance);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Spark registers what it reads from a task before the fields here are read, and a heartbeat
   * in between asks. A failure would end that executor's heartbeats.
   */
  @Override
  public boolean isZero() {
    return steps == null || value().isEmpty();
  }

  @Override
  public TrainingSteps copy() {
    TrainingSteps copy = new TrainingSteps();
    copy.merge(this);
    return copy;
  }

  @Override
  public void reset() {
    steps.clear();
  }

  @Override
  public void add(Step step) {
    synchronized (steps) {
      steps.merge(step.concept(), step, (a, b) -> a.step() > b.step() ? a : b);
    }
  }

  @Override
  public void merge(AccumulatorV2<Step, Map<String, Step>> other) {
    other.value().values().forEach(this::add);
  }

  @Override
  public Map<String, Step> value() {
    synchronized (steps) {
      return Map.copyOf(steps);
    }
  }
}
