package org.dafusion.jobs.benchmark;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.dafusion.classifier.Protocol;
import org.dafusion.config.Rules;
import org.dafusion.data.FewShotSplit;

/**
 * The grid of the block {@code benchmark} on one dataset: a trial of every method on every draw of
 * images.
 *
 * @param methods names of blocks of {@code benchmark.method}, in order; the others are compared
 *     with the first
 * @param examplesPerClass sizes of the draws, 0 for all images
 * @param seeds of the draws and of their trials
 * @param protocols by which each trial is run and judged, as in the key {@code
 *     classifier.protocol}; each has a table of its own
 * @param trials where they are done: {@code driver}, one after the other, or {@code executors}
 */
public record BenchmarkSettings(
    List<String> methods,
    List<Integer> examplesPerClass,
    List<Long> seeds,
    List<String> protocols,
    String trials) {

  private static final String EXECUTORS = "executors";

  public BenchmarkSettings {
    methods = List.copyOf(methods);
    examplesPerClass = List.copyOf(examplesPerClass);
    seeds = List.copyOf(seeds);
    protocols = List.copyOf(protocols);
    Rules.of("benchmark")
        .that(
            "methods",
            !methods.isEmpty(),
            "name blocks of benchmark.method, such as [baseline, da-fusion]",
            methods)
        .that("methods", distinct(methods), "name each method once", methods)
        .notEmpty("examples-per-class", examplesPerClass)
        .that(
            "examples-per-class",
            distinct(examplesPerClass) && examplesPerClass.stream().allMatch(k -> k >= 0),
            "hold numbers of at least 0, each once",
            examplesPerClass)
        .notEmpty("seeds", seeds)
        .that(
            "seeds",
            distinct(seeds) && seeds.stream().allMatch(seed -> seed >= 0),
            "hold numbers of at least 0, each once",
            seeds)
        .that(
            "protocols",
            !protocols.isEmpty() && distinct(protocols) && Protocol.labels().containsAll(protocols),
            "name protocols of classifier.protocol, each once: "
                + String.join(", ", Protocol.labels()),
            protocols)
        .oneOf("trials", trials, List.of("driver", EXECUTORS))
        .verify();
  }

  /** Reads the block {@code benchmark}. */
  public static BenchmarkSettings from(Config config) {
    Config benchmark = config.getConfig("benchmark");
    return new BenchmarkSettings(
        benchmark.getStringList("methods"),
        benchmark.getIntList("examples-per-class"),
        benchmark.getLongList("seeds"),
        benchmark.getStringList("protocols"),
        benchmark.getString("trials"));
  }

  static boolean distinct(List<?> values) {
    return new HashSet<>(values).size() == values.size();
  }

  /** Whether whole trials go to executors. */
  boolean spreadsTrials() {
    return trials.equals(EXECUTORS);
  }

  /** The method that the others are compared with. */
  String reference() {
    return methods.get(0);
  }

  /**
   * All draws: seed after seed, so that every cell of the table fills up at the same pace.
   *
   * @param like tells the pools that they are from
   */
  List<FewShotSplit> splits(FewShotSplit like) {
    List<FewShotSplit> splits = new ArrayList<>();
    for (long seed : seeds) {
      for (int examples : examplesPerClass) {
        splits.add(like.with(examples, seed));
      }
    }
    return splits;
  }
}
