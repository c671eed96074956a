package org.dafusion.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Scores of methods by examples per class and seed, as means over seeds and as paired differences.
 * Trials of one number of examples and one seed have the same images, whatever their method.
 */
public final class ScoreGrid {
  private final Map<String, SortedMap<Integer, SortedMap<Long, Double>>> scores =
      new LinkedHashMap<>();
  private final double level;

  /**
   * @param trials in any order; methods are kept in that of their first trials
   * @param level confidence of all intervals, such as {@link ConfidenceInterval#PAPER_LEVEL}
   * @throws IllegalArgumentException if two trials have method, examples and seed in common
   */
  public ScoreGrid(List<TrialScore> trials, double level) {
    this.level = level;
    for (TrialScore trial : trials) {
      Double known =
          scores
              .computeIfAbsent(trial.method(), m -> new TreeMap<>())
              .computeIfAbsent(trial.examplesPerClass(), k -> new TreeMap<>())
              .put(trial.seed(), trial.value());
      if (known != null) {
        throw new IllegalArgumentException(
            "Invalid scores: %s has two for %d examples per class and seed %d, %s and %s"
                .formatted(
                    trial.method(), trial.examplesPerClass(), trial.seed(), known, trial.value()));
      }
    }
  }

  /** The methods, in the order of their first trials. */
  public List<String> methods() {
    return List.copyOf(scores.keySet());
  }

  /** All numbers of examples per class that any method has, ascending; 0, which is all, last. */
  public List<Integer> examplesPerClass() {
    SortedSet<Integer> all = new TreeSet<>(Comparator.comparingInt(ScoreGrid::place));
    scores.values().forEach(byExamples -> all.addAll(byExamples.keySet()));
    return List.copyOf(all);
  }

  private static int place(int examplesPerClass) {
    return examplesPerClass == 0 ? Integer.MAX_VALUE : examplesPerClass;
  }

  /** The confidence of all intervals. */
  public double level() {
    return level;
  }

  /** The score of each seed; empty where the method has no such trial. */
  public SortedMap<Long, Double> values(String method, int examplesPerClass) {
    return Collections.unmodifiableSortedMap(
        scores
            .getOrDefault(method, Collections.emptySortedMap())
            .getOrDefault(examplesPerClass, Collections.emptySortedMap()));
  }

  /** The mean over seeds; empty where the method has no such trial. */
  public Optional<ConfidenceInterval> mean(String method, int examplesPerClass) {
    return mean(method, examplesPerClass, IntervalKind.STUDENT_T);
  }

  /** The same with an interval of another kind. */
  public Optional<ConfidenceInterval> mean(String method, int examplesPerClass, IntervalKind kind) {
    double[] values =
        values(method, examplesPerClass).values().stream()
            .mapToDouble(Double::doubleValue)
            .toArray();
    return values.length == 0 ? Optional.empty() : Optional.of(kind.of(values, level));
  }

  /** How much more a method scores than another, over the seeds that both have. */
  public Optional<ConfidenceInterval> difference(
      String method, String other, int examplesPerClass) {
    return paired(method, other, examplesPerClass).map(PairedDifference::interval);
  }

  /** The same with an interval of another kind. */
  public Optional<ConfidenceInterval> difference(
      String method, String other, int examplesPerClass, IntervalKind kind) {
    double[] differences =
        PairedDifference.differences(
            values(method, examplesPerClass), values(other, examplesPerClass));
    return differences.length == 0 ? Optional.empty() : Optional.of(kind.of(differences, level));
  }

  /** The same with p-values. */
  public Optional<PairedDifference> paired(String method, String other, int examplesPerClass) {
    return paired(values(method, examplesPerClass), values(other, examplesPerClass));
  }

  /**
   * The same over the whole grid. Draws of one seed lie within each other, so they are no
   * independent trials: each seed counts once, by its mean over the numbers of examples that both
   * methods have. A seed that lacks one of these for either method is left out.
   */
  public Optional<ConfidenceInterval> difference(String method, String other) {
    return paired(method, other).map(PairedDifference::interval);
  }

  /** The same with p-values. */
  public Optional<PairedDifference> paired(String method, String other) {
    return paired(meanBySeed(method, other), meanBySeed(other, method));
  }

  private Map<Long, Double> meanBySeed(String method, String other) {
    SortedMap<Integer, SortedMap<Long, Double>> own = scores.getOrDefault(method, new TreeMap<>());
    SortedMap<Integer, SortedMap<Long, Double>> others =
        scores.getOrDefault(other, new TreeMap<>());
    List<Integer> shared = new ArrayList<>(own.keySet());
    shared.retainAll(others.keySet());
    SortedSet<Long> seeds = new TreeSet<>();
    shared.forEach(k -> seeds.addAll(own.get(k).keySet()));
    shared.forEach(k -> seeds.retainAll(own.get(k).keySet()));
    shared.forEach(k -> seeds.retainAll(others.get(k).keySet()));
    Map<Long, Double> means = new TreeMap<>();
    for (long seed : seeds) {
      means.put(
          seed, shared.stream().mapToDouble(k -> own.get(k).get(seed)).average().orElseThrow());
    }
    return means;
  }

  private Optional<PairedDifference> paired(Map<Long, Double> values, Map<Long, Double> others) {
    return values.keySet().stream().noneMatch(others::containsKey)
        ? Optional.empty()
        : Optional.of(PairedDifference.of(values, others, level));
  }
}
