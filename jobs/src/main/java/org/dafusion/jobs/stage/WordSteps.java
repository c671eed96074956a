package org.dafusion.jobs.stage;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.util.AccumulatorV2;

/** How far the words in work are, by placeholder; what a later step says wins. */
final class WordSteps extends AccumulatorV2<WordSteps.Step, Map<String, WordSteps.Step>> {
  private static final long serialVersionUID = 1;

  private final Map<String, Step> steps = new HashMap<>();

  /**
   * A step of one word.
   *
   * @param step counted from 1
   * @param here how many of them were taken by this task
   * @param distance cosine distance from the initial vectors
   */
  record Step(String placeholder, int step, int here, double loss, double distance)
      implements Serializable {}

  @Override
  public boolean isZero() {
    return steps.isEmpty();
  }

  @Override
  public WordSteps copy() {
    WordSteps copy = new WordSteps();
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
      steps.merge(step.placeholder(), step, (a, b) -> a.step() > b.step() ? a : b);
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
