package org.dafusion.jobs.benchmark;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.dafusion.config.Rules;
import org.dafusion.data.FewShotSplit;

/**
 * The block {@code benchmark}: a trial of every method on every draw of images.
 *
 * @param methods in order; the others are compared with the first
 * @param examplesPerClass sizes of the draws, 0 for all images
 * @param seeds of the draws and of their trials
 */
public record BenchmarkSettings(
    List<BenchmarkMethod> methods, List<Integer> examplesPerClass, List<Long> seeds) {

  public BenchmarkSettings {
    methods = List.copyOf(methods);
    examplesPerClass = List.copyOf(examplesPerClass);
    seeds = List.copyOf(seeds);
    rules(methods.stream().map(BenchmarkMethod::name).toList(), examplesPerClass, seeds).verify();
  }

  private static Rules rules(
      List<String> methods, List<Integer> examplesPerClass, List<Long> seeds) {
    return Rules.of("benchmark")
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
            seeds);
  }

  /**
   * Reads the block {@code benchmark}.
   *
   * @param config all settings, as methods name blocks of {@code augment.method}
   */
  public static BenchmarkSettings from(Config config) {
    Config benchmark = config.getConfig("benchmark");
    List<String> names = benchmark.getStringList("methods");
    List<Integer> examplesPerClass = benchmark.getIntList("examples-per-class");
    List<Long> seeds = benchmark.getLongList("seeds");
    Rules rules = rules(names, examplesPerClass, seeds);
    List<BenchmarkMethod> methods = new ArrayList<>();
    names.forEach(name -> methods.add(rules.read(() -> BenchmarkMethod.from(name, config))));
    rules.verify();
    return new BenchmarkSettings(methods, examplesPerClass, seeds);
  }

  private static boolean distinct(List<?> values) {
    return new HashSet<>(values).size() == values.size();
  }

  /** The method that the others are compared with. */
  BenchmarkMethod reference() {
    return methods.get(0);
  }

  /** All draws: seed after seed, so that every cell of the table fills up at the same pace. */
  List<FewShotSplit> splits() {
    List<FewShotSplit> splits = new ArrayList<>();
    for (long seed : seeds) {
      for (int examples : examplesPerClass) {
        splits.add(new FewShotSplit(examples, seed));
      }
    }
    return splits;
  }
}
