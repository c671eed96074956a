package org.dafusion.jobs.augment;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.cluster.Activity;
import org.dafusion.jobs.cluster.WorkMeters;
import org.dafusion.jobs.stage.OrderedWork;

/**
 * The sources of one partition in their order, decoded ahead by another thread, so that the device
 * need not wait for a decoder. Rows are asked for by the task's own thread, as Spark wants it; few
 * are held, so memory does not grow with the partition.
 */
final class DecodedSources implements Iterator<DecodedSource>, AutoCloseable {
  /** Sources that are decoded or about to be; a batch seldom takes in more of them at a time. */
  static final int AHEAD = 4;

  private final Iterator<Row> rows;
  private final Function<Row, DecodedSource> decoding;
  private final WorkMeters meters;
  private final OrderedWork<DecodedSource> work = new OrderedWork<>("dafusion-decoder", 1, AHEAD);

  /**
   * @param decoding called on another thread; what it throws is thrown when the source's turn comes
   */
  DecodedSources(Iterator<Row> rows, Function<Row, DecodedSource> decoding, WorkMeters meters) {
    this.rows = rows;
    this.decoding = decoding;
    this.meters = meters;
  }

  @Override
  public boolean hasNext() {
    readAhead();
    return !work.isEmpty();
  }

  @Override
  public DecodedSource next() {
    if (!hasNext()) {
      throw new NoSuchElementException("All sources of the partition are decoded");
    }
    DecodedSource source = work.take();
    meters.took(Activity.DECODE, source.seconds());
    readAhead();
    return source;
  }

  private void readAhead() {
    long start = System.nanoTime();
    while (!work.isFull() && rows.hasNext()) {
      Row row = rows.next();
      work.add(() -> decoding.apply(row));
    }
    meters.tookSince(Activity.IO, start);
  }

  @Override
  public void close() {
    work.close();
  }
}
