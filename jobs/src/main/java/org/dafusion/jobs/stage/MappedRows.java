package org.dafusion.jobs.stage;

import java.util.Iterator;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;

/**
 * Rows made from rows one at a time, as Spark asks for them.
 *
 * @param rows of a partition
 * @param mapping of one row
 */
public record MappedRows(Iterator<Row> rows, UnaryOperator<Row> mapping) implements Iterator<Row> {
  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Row next() {
    return mapping.apply(rows.next());
  }
}
