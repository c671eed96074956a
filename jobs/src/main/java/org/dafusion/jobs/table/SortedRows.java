package org.dafusion.jobs.table;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows of a table in order of id, read while one walks through them: the driver holds a partition
 * at a time, however many there are. Every walk reads them anew.
 *
 * @param <T> what a row is turned into
 */
public final class SortedRows<T> extends AbstractCollection<T> {
  private final Dataset<Row> rows;
  private final Function<Row, T> read;
  private int size = -1;

  /**
   * Of some rows.
   *
   * @param rows with a column {@code id}, in any order
   */
  public SortedRows(Dataset<Row> rows, Function<Row, T> read) {
    this.rows = rows;
    this.read = read;
  }

  /** The same rows, each turned into something else. */
  public <S> SortedRows<S> as(Function<? super T, ? extends S> other) {
    SortedRows<S> turned = new SortedRows<>(rows, row -> other.apply(read.apply(row)));
    turned.size = size;
    return turned;
  }

  @Override
  public Iterator<T> iterator() {
    Iterator<Row> sorted = rows.orderBy("id").toLocalIterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return sorted.hasNext();
      }

      @Override
      public T next() {
        return read.apply(sorted.next());
      }
    };
  }

  @Override
  public int size() {
    size = size < 0 ? Math.toIntExact(rows.count()) : size;
    return size;
  }
}
