package org.dafusion.jobs.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.report.Block;
import org.dafusion.report.Cell;
import org.dafusion.report.Details;
import org.dafusion.report.Section;
import org.dafusion.report.Table;

/** The settings that shaped the latest run of each stage and method. */
final class ConfigurationSection {
  private ConfigurationSection() {}

  static Section of(WorkspaceTables tables) {
    List<Block> blocks = tables.groups().stream().map(runs -> (Block) details(runs)).toList();
    return new Section(
        "configuration",
        "Configuration",
        "Every setting that shaped a run, as it was resolved, from the manifests. Where a stage and method have several runs, these are the latest one's.",
        blocks);
  }

  private static Details details(List<RunManifest> runs) {
    RunManifest latest = runs.get(runs.size() - 1);
    String method = WorkspaceTables.method(latest);
    String name = method.isEmpty() ? latest.stage() : latest.stage() + ", " + method;
    Map<String, String> flat = new LinkedHashMap<>();
    latest.settings().forEach((key, value) -> flatten(key, value, flat));
    latest.inputs().forEach((key, value) -> flat.put("input " + key, value));
    latest.seeds().forEach((key, value) -> flat.put("seed " + key, value.toString()));
    return new Details(
        runs.size() == 1
            ? name
            : "%s (latest of %s)".formatted(name, Numbers.count(runs.size(), "run")),
        List.of(
            new Table(
                "Settings, inputs and seeds of run %s.".formatted(latest.run()),
                List.of("setting", "value"),
                flat.entrySet().stream()
                    .map(entry -> List.of(Cell.code(entry.getKey()), Cell.code(entry.getValue())))
                    .toList())));
  }

  private static void flatten(String key, Object value, Map<String, String> flat) {
    if (value instanceof Map<?, ?> block) {
      block.forEach((name, inner) -> flatten(key + "." + name, inner, flat));
    } else if (value instanceof List<?> list) {
      flat.put(key, list.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]")));
    } else {
      flat.put(key, String.valueOf(value));
    }
  }
}
