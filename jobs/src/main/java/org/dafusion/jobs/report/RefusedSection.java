package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.report.Block;
import org.dafusion.report.Cell;
import org.dafusion.report.Section;
import org.dafusion.report.Table;
import org.dafusion.report.Text;

/** The rows that hold no result, with the reasons. */
final class RefusedSection {
  private RefusedSection() {}

  /**
   * The section.
   *
   * @param most rows that are listed of a table
   */
  static Section of(WorkspaceTables tables, int most) {
    List<Block> blocks = new ArrayList<>();
    for (RunTable table : tables.all()) {
      Dataset<Row> rows = table.read();
      if (Arrays.asList(rows.columns()).contains("status")) {
        blocks.addAll(list(table.name(), rows, most));
      }
    }
    return new Section(
        "refused",
        "Rows without a result",
        blocks.isEmpty()
            ? "None: no photo was refused, no picture flagged by the safety checker, and no training diverged."
            : "Refused means that the input was of no use, flagged that the safety checker objected to every attempt, diverged that a training left the range of numbers.",
        blocks);
  }

  private static List<Block> list(String table, Dataset<Row> rows, int most) {
    Dataset<Row> without = rows.where(col("status").notEqual(Status.OK.text()));
    long count = without.count();
    if (count == 0) {
      return List.of();
    }
    List<List<Cell>> cells =
        without
            .select("id", "run", "status", "reason")
            .orderBy("id", "run")
            .limit(most)
            .collectAsList()
            .stream()
            .map(
                row ->
                    List.of(
                        Cell.code(row.getString(0)),
                        Cell.words(row.getString(2)),
                        Cell.words(row.getString(3) == null ? "" : row.getString(3)),
                        Cell.code(row.getString(1))))
            .toList();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(
            "Table %s: %s without a result.".formatted(table, Numbers.count(count, "row")),
            List.of("row", "status", "reason", "run"),
            cells));
    if (count > most) {
      blocks.add(
          new Text(
              "%s of %s left out; the table has all of them."
                  .formatted(Numbers.count(count - most, "row"), table)));
    }
    return blocks;
  }
}
