package org.dafusion.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Scores of several datasets, put together: each normalised by its own {@link ScoreRange}, then
 * averaged over datasets (the overall score of the paper's section 6 and the bins of its Figure 6).
 *
 * <p>A trial of the mean is a seed: its mean over the datasets. The reference code pools the values
 * of all datasets and draws its intervals from these, which tells how datasets differ rather than
 * how sure the mean is; the means are the same. A seed that one of the datasets lacks is left out
 * and told, for a mean over other datasets is another number.
 */
public final class NormalisedScores {
  private final Map<String, ScoreGrid> grids;
  private final Map<String, ScoreRange> ranges = new LinkedHashMap<>();
  private final double level;

  /**
   * @param grids of each dataset, in the order in which they are told
   * @param level confidence of all intervals
   */
  public NormalisedScores(Map<String, ScoreGrid> grids, double level) {
    this.grids = new LinkedHashMap<>(grids);
    this.level = level;
    grids.forEach((dataset, grid) -> ranges.put(dataset, ScoreRange.of(grid)));
  }

  /** The datasets, in their order. */
  public List<String> datasets() {
    return List.copyOf(grids.keySet());
  }

  /** Those where every trial of every method scores the same; means leave them out. */
  public List<String> withoutRange() {
    return datasets().stream().filter(dataset -> ranges.get(dataset).isEmpty()).toList();
  }

  /** The range of a dataset. */
  public ScoreRange range(String dataset) {
    return ranges.get(dataset);
  }

  /** The overall score: the mean over all datasets. */
  public Together together() {
    return together(datasets());
  }

  /**
   * The mean over some datasets.
   *
   * @param some of {@link #datasets()}, at least one with a range
   */
  public Together together(Collection<String> some) {
    List<String> datasets =
        datasets().stream()
            .filter(some::contains)
            .filter(dataset -> !ranges.get(dataset).isEmpty())
            .toList();
    List<TrialScore> means = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (String method : methods(datasets)) {
      for (int examples : examplesPerClass(datasets)) {
        add(method, examples, datasets, means, left);
      }
    }
    return new Together(datasets, new ScoreGrid(means, level), left);
  }

  private void add(
      String method,
      int examples,
      List<String> datasets,
      List<TrialScore> means,
      List<String> left) {
    SortedSet<Long> seeds = new TreeSet<>();
    datasets.forEach(d -> seeds.addAll(grids.get(d).values(method, examples).keySet()));
    for (long seed : seeds) {
      List<Double> values =
          datasets.stream()
              .map(d -> normalised(d, method, examples, seed))
              .filter(Objects::nonNull)
              .toList();
      if (values.size() == datasets.size()) {
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        means.add(new TrialScore(method, examples, seed, mean));
      } else {
        left.add(
            "%s, %s, seed %d"
                .formatted(method, examples == 0 ? "all examples" : examples + " per class", seed));
      }
    }
  }

  private Double normalised(String dataset, String method, int examples, long seed) {
    Double value = grids.get(dataset).values(method, examples).get(seed);
    return value == null ? null : ranges.get(dataset).normalise(value);
  }

  private Set<String> methods(List<String> datasets) {
    Set<String> methods = new LinkedHashSet<>();
    datasets.forEach(dataset -> methods.addAll(grids.get(dataset).methods()));
    return methods;
  }

  private Set<Integer> examplesPerClass(List<String> datasets) {
    SortedSet<Integer> examples = new TreeSet<>();
    datasets.forEach(dataset -> examples.addAll(grids.get(dataset).examplesPerClass()));
    return examples;
  }

  /**
   * A mean over datasets.
   *
   * @param datasets that it is over, in their order
   * @param scores of each method, number of examples and seed that all of these have, 0 to 1
   * @param left out because a dataset lacks it, such as {@code "da-fusion, 4 per class, seed 2"}
   */
  public record Together(List<String> datasets, ScoreGrid scores, List<String> left) {
    public Together {
      datasets = List.copyOf(datasets);
      left = List.copyOf(left);
    }
  }
}
