package org.dafusion.jobs.examples;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.dafusion.data.Part;
import org.dafusion.jobs.table.ExampleRow;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.Workspace;

/** Rows of {@code examples} whose images are one byte each. */
final class ListedRows {
  static final String RUN = "r1";

  private final List<Row> rows = new ArrayList<>();

  /** Images of a class, called as the part, the class and a number from 0. */
  ListedRows add(Part part, int label, String className, int count) {
    for (int i = 0; i < count; i++) {
      add(part, label, className, "%s/%s/%02d".formatted(part.folderName(), className, i), null);
    }
    return this;
  }

  ListedRows add(Part part, int label, String className, String id, String cluster) {
    return add(part, label, className, id, cluster, Status.OK);
  }

  ListedRows add(Part part, int label, String className, String id, String cluster, Status status) {
    boolean ok = status == Status.OK;
    rows.add(
        ExamplesTable.toRow(
            new ExampleRow(
                id,
                RUN,
                "tiny",
                part.folderName(),
                label,
                className,
                ok ? 1 : null,
                ok ? 1 : null,
                ok ? new byte[] {(byte) rows.size()} : null,
                null,
                null,
                null,
                cluster,
                "/photos/" + id,
                status,
                ok ? null : "the file is empty")));
    return this;
  }

  void write(Workspace workspace) {
    ExamplesTable.in(workspace).append(rows);
  }
}
