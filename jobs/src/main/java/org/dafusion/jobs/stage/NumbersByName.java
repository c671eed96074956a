package org.dafusion.jobs.stage;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import org.apache.spark.util.AccumulatorV2;

/** Numbers by name that tasks add to, such as rows by the reason why they were refused. */
public final class NumbersByName extends AccumulatorV2<Map.Entry<String, Long>, Map<String, Long>> {
  private static final long serialVersionUID = 1;

  /** Names that are told apart, so that a name of many kinds does not fill the driver. */
  static final int MOST = 64;

  /** Stands for all names that come after {@link #MOST} others. */
  static final String OTHERS = "others";

  /** What becomes of two numbers of one name. */
  public enum Rule {
    SUM(Long::sum),
    LARGEST(Math::max);

    private final LongBinaryOperator of;

    Rule(LongBinaryOperator of) {
      this.of = of;
    }
  }

  private final Rule rule;
  private final Map<String, Long> numbers = new TreeMap<>();

  /** An empty one, which the caller registers. */
  public NumbersByName(Rule rule) {
    this.rule = rule;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Spark registers what it reads from a task before the fields here are read, and a heartbeat
   * in between asks. A failure would end that executor's heartbeats.
   */
  @Override
  public boolean isZero() {
    return numbers == null || value().isEmpty();
  }

  @Override
  public NumbersByName copy() {
    NumbersByName copy = new NumbersByName(rule);
    copy.merge(this);
    return copy;
  }

  @Override
  public void reset() {
    synchronized (numbers) {
      numbers.clear();
    }
  }

  @Override
  public void add(Map.Entry<String, Long> number) {
    add(number.getKey(), number.getValue());
  }

  /** Adds a number to a name. */
  public void add(String name, long number) {
    synchronized (numbers) {
      String known = numbers.containsKey(name) || numbers.size() < MOST ? name : OTHERS;
      numbers.merge(known, number, rule.of::applyAsLong);
    }
  }

  @Override
  public void merge(AccumulatorV2<Map.Entry<String, Long>, Map<String, Long>> other) {
    other.value().forEach(this::add);
  }

  /** By name, a copy. */
  @Override
  public Map<String, Long> value() {
    synchronized (numbers) {
      return new TreeMap<>(numbers);
    }
  }
}
