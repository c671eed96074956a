package org.dafusion.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The area under curves of scores over examples per class, by trapezoids, divided by the curve's
 * width: the mean height of the curve. Over 1, 2, 4, 8 and 16 examples the widths are 1, 2, 4 and
 * 8, in all 15, as in the reference code, so that the step from 8 to 16 weighs most.
 *
 * <p>A seed that lacks a point of the curve has no area and is told. Numbers of examples that mean
 * all images have no place on the axis and take no part.
 */
public final class ShotAreas {
  private final ScoreGrid grid;
  private final List<Integer> shots;

  /**
   * @param grid whose numbers of examples are the points of every curve
   */
  public ShotAreas(ScoreGrid grid) {
    this.grid = grid;
    this.shots = grid.examplesPerClass().stream().filter(k -> k > 0).toList();
  }

  /** The points of every curve, ascending. */
  public List<Integer> shots() {
    return shots;
  }

  /** Whether there is an area to speak of: at least two points. */
  public boolean isPossible() {
    return shots.size() > 1;
  }

  /** The mean height of a method's curve for each seed that has all of its points. */
  public SortedMap<Long, Double> areas(String method) {
    SortedMap<Long, Double> areas = new TreeMap<>();
    if (isPossible()) {
      for (long seed : seeds(method)) {
        SortedMap<Integer, Double> curve = curve(method, seed);
        if (curve.size() == shots.size()) {
          areas.put(seed, meanHeight(curve));
        }
      }
    }
    return areas;
  }

  /** The seeds of a method that lack a point, ascending. */
  public List<Long> dropped(String method) {
    List<Long> dropped = new ArrayList<>(seeds(method));
    dropped.removeAll(areas(method).keySet());
    return dropped;
  }

  /**
   * What each seed of a method has gained: its area less the mean area of the baseline over seeds,
   * as in the reference code's ablations. Empty where either has no area.
   */
  public SortedMap<Long, Double> gains(String method, String baseline) {
    double mean =
        areas(baseline).values().stream()
            .mapToDouble(Double::doubleValue)
            .average()
            .orElse(Double.NaN);
    SortedMap<Long, Double> gains = new TreeMap<>();
    if (!Double.isNaN(mean)) {
      areas(method).forEach((seed, area) -> gains.put(seed, area - mean));
    }
    return gains;
  }

  /** The mean of {@link #gains} with its interval; empty where there are none. */
  public Optional<ConfidenceInterval> gain(
      String method, String baseline, IntervalKind kind, double level) {
    double[] gains =
        gains(method, baseline).values().stream().mapToDouble(Double::doubleValue).toArray();
    return gains.length == 0 ? Optional.empty() : Optional.of(kind.of(gains, level));
  }

  /**
   * The mean height of a curve: its area by trapezoids over its width.
   *
   * @param curve scores by number of examples, at least two
   */
  public static double meanHeight(SortedMap<Integer, Double> curve) {
    if (curve.size() < 2) {
      throw new IllegalArgumentException(
          "Invalid curve: must have at least two points, found " + curve.keySet());
    }
    double area = 0;
    int before = curve.firstKey();
    for (int k : curve.keySet()) {
      area += (k - before) * (curve.get(k) + curve.get(before)) / 2;
      before = k;
    }
    return area / (curve.lastKey() - curve.firstKey());
  }

  private SortedMap<Integer, Double> curve(String method, long seed) {
    SortedMap<Integer, Double> curve = new TreeMap<>();
    for (int k : shots) {
      Double value = grid.values(method, k).get(seed);
      if (value != null) {
        curve.put(k, value);
      }
    }
    return curve;
  }

  private SortedSet<Long> seeds(String method) {
    SortedSet<Long> seeds = new TreeSet<>();
    shots.forEach(k -> seeds.addAll(grid.values(method, k).keySet()));
    return seeds;
  }
}
