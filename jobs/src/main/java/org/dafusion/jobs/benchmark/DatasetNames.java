package org.dafusion.jobs.benchmark;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dafusion.config.Rules;

/**
 * The datasets that a benchmark names, each a block of {@code benchmark.dataset} with keys of the
 * experiment that are its own.
 *
 * @param names in order; none where the block {@code dataset} alone takes part
 */
public record DatasetNames(List<String> names) {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

  /** What is the same for all datasets of a benchmark. */
  private static final List<String> COMMON =
      List.of(
          "workspace",
          "spark",
          "executor",
          "report",
          "inspect",
          "doctor",
          "pretrain",
          "classify",
          "export");

  public DatasetNames {
    names = List.copyOf(names);
    Rules.of("benchmark")
        .that("datasets", BenchmarkSettings.distinct(names), "name each dataset once", names)
        .that(
            "datasets",
            names.stream().allMatch(name -> name.matches(NAME)),
            "have names of letters, digits, '.', '_' and '-', as files are called by them",
            names)
        .verify();
  }

  /** Reads {@code benchmark.datasets} and looks into the blocks that it names. */
  public static DatasetNames from(Config config) {
    List<String> names = config.getStringList("benchmark.datasets");
    Map<String, Object> blocks = config.getObject("benchmark.dataset").unwrapped();
    Set<String> known = blocks.keySet();
    Rules rules =
        Rules.of("benchmark")
            .that(
                "datasets",
                known.containsAll(names),
                "name blocks of benchmark.dataset, of which there are "
                    + known.stream().sorted().toList(),
                names);
    names.stream()
        .filter(known::contains)
        .forEach(name -> requireOwn(rules, ConfigUtil.joinPath("dataset", name), blocks.get(name)));
    DatasetNames read = rules.read(() -> new DatasetNames(names));
    rules.verify();
    return read;
  }

  private static void requireOwn(Rules rules, String block, Object value) {
    if (!(value instanceof Map<?, ?> keys)) {
      rules.that(block, false, "be a block { … }", value);
      return;
    }
    requireNone(rules, block, keys, COMMON);
    if (keys.get("limits") instanceof Map<?, ?> own) {
      requireNone(rules, block + ".limits", own, List.of("refused-fraction"));
    }
    if (keys.get("benchmark") instanceof Map<?, ?> own) {
      requireNone(
          rules, block + ".benchmark", own, List.of("datasets", "dataset", "rates", "save"));
    }
  }

  private static void requireNone(Rules rules, String block, Map<?, ?> keys, List<String> common) {
    for (String key : common) {
      rules.that(
          block,
          !keys.containsKey(key),
          "leave " + key + " to the experiment, whose datasets share it",
          key);
    }
  }
}
