package org.dafusion.jobs.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.dafusion.jobs.stage.TextTable;

/** Counts rows by some columns downwards and one across. */
final class CrossTable {
  private static final int MOST_LINES = 60;

  private CrossTable() {}

  /** A line for each combination of values in {@code down}, a column for each in {@code across}. */
  static List<String> lines(Dataset<Row> rows, List<String> down, String across) {
    SortedMap<List<String>, Map<String, Long>> counts =
        new TreeMap<>(Comparator.comparing(key -> String.join("\n", key)));
    SortedSet<String> values = new TreeSet<>();
    Column[] columns =
        Stream.concat(down.stream(), Stream.of(across)).map(functions::col).toArray(Column[]::new);
    for (Row row : rows.groupBy(columns).count().collectAsList()) {
      List<String> key =
          down.stream().map(name -> TextTable.cell(row.getAs(name))).collect(Collectors.toList());
      String value = TextTable.cell(row.getAs(across));
      values.add(value);
      counts.computeIfAbsent(key, k -> new TreeMap<>()).put(value, row.getAs("count"));
    }
    return lines(counts, down, values);
  }

  private static List<String> lines(
      SortedMap<List<String>, Map<String, Long>> counts,
      List<String> down,
      SortedSet<String> values) {
    List<String> header = new ArrayList<>(down);
    header.addAll(values);
    List<List<String>> cells = new ArrayList<>();
    counts.forEach(
        (key, count) -> {
          List<String> line = new ArrayList<>(key);
          values.forEach(value -> line.add(Long.toString(count.getOrDefault(value, 0L))));
          cells.add(line);
        });
    int shown = Math.min(MOST_LINES, cells.size());
    List<String> lines = new ArrayList<>(new TextTable(header, cells.subList(0, shown)).lines());
    if (shown < cells.size()) {
      lines.add("  and %d more".formatted(cells.size() - shown));
    }
    return lines;
  }
}
