package org.dafusion.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of words and numbers.
 *
 * @param caption what it shows
 * @param columns their names
 * @param rows each with a cell for every column
 */
public record Table(String caption, List<String> columns, List<List<Cell>> rows) implements Block {
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "Invalid table %s: must have a cell for each of %d columns, found %d"
                .formatted(caption, columns.size(), row.size()));
      }
    }
  }

  @Override
  public String html() {
    return Templates.render("table", this);
  }

  /** The columns' names, each at the side where its cells stand. */
  List<Cell> head() {
    List<Cell> head = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String style = rows.isEmpty() ? "words" : rows.get(0).get(i).style();
      head.add(new Cell(columns.get(i), style.startsWith("number") ? "number" : "words", null));
    }
    return head;
  }
}
