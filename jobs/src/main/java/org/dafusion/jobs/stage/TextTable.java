package org.dafusion.jobs.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Text in columns, numbers to the right.
 *
 * @param header one word or phrase for each column
 * @param rows each with one cell for each column
 */
public record TextTable(List<String> header, List<List<String>> rows) {
  private static final String GAP = "  ";

  /** The header and a line for each row, indented. */
  public List<String> lines() {
    List<StringBuilder> lines = new ArrayList<>();
    for (int row = 0; row <= rows.size(); row++) {
      lines.add(new StringBuilder());
    }
    for (int column = 0; column < header.size(); column++) {
      int at = column;
      List<String> cells = new ArrayList<>(List.of(header.get(at)));
      rows.forEach(row -> cells.add(row.get(at)));
      boolean right = cells.stream().skip(1).allMatch(cell -> cell.matches("-|[0-9].*"));
      int width = Collections.max(cells.stream().map(String::length).toList());
      for (int row = 0; row < cells.size(); row++) {
        String padding = " ".repeat(width - cells.get(row).length());
        String cell = right ? padding + cells.get(row) : cells.get(row) + padding;
        lines.get(row).append(GAP).append(cell);
      }
    }
    return lines.stream().map(line -> line.toString().stripTrailing()).toList();
  }

  /** A cell for a value of a table, "-" for none. */
  public static String cell(Object value) {
    return Objects.toString(value, "-");
  }
}
