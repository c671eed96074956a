package org.dafusion.jobs.augment;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.dafusion.augment.AugmentResult;
import org.dafusion.jobs.augment.PlannedPictures.Planned;
import org.dafusion.jobs.cluster.Activity;
import org.dafusion.jobs.cluster.WorkMeters;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.stage.OrderedWork;
import org.dafusion.jobs.stage.PictureTally;
import org.dafusion.jobs.table.SyntheticRow;
import org.dafusion.jobs.table.SyntheticTable;

/**
 * Results of one partition as rows, in the order in which they come. Other threads encode them
 * while the device goes on; it stops only where these are as far behind as memory permits.
 */
final class FinishedPictures implements Iterator<Row>, AutoCloseable {
  private static final int THREADS = 2;

  /** How a result becomes a row; called on other threads. */
  @FunctionalInterface
  interface Encoding {
    SyntheticRow encode(AugmentResult result, Planned planned);
  }

  private final PlannedPictures planned;
  private final Iterator<AugmentResult> results;
  private final Encoding encoding;
  private final TaskDevice device;
  private final PictureTally tally;
  private final WorkMeters meters;
  private final OrderedWork<Encoded> work;
  private long handedOut;

  /**
   * @param results pulled as long as there is room for what is to be encoded
   * @param batch pictures that may end together; room is for two of these
   */
  FinishedPictures(
      PlannedPictures planned,
      Iterator<AugmentResult> results,
      Encoding encoding,
      int batch,
      TaskDevice device,
      PictureTally tally,
      WorkMeters meters) {
    this.planned = planned;
    this.results = results;
    this.encoding = encoding;
    this.device = device;
    this.tally = tally;
    this.meters = meters;
    this.work = new OrderedWork<>("dafusion-encoder", THREADS, 2 * batch);
  }

  @Override
  public boolean hasNext() {
    if (handedOut != 0) {
      // since then Spark has written the row
      meters.tookSince(Activity.IO, handedOut);
      handedOut = 0;
    }
    while (!work.isFull() && !work.isReady() && hasResult()) {
      begin();
    }
    return !work.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException("All pictures of the partition are made");
    }
    Encoded encoded = work.take();
    SyntheticRow row = encoded.row();
    meters.took(Activity.ENCODE, encoded.seconds());
    meters.finished(device.name(), row.reason(), row.resamples());
    tally.counted(device.name(), device.memoryInUse());
    handedOut = System.nanoTime();
    return SyntheticTable.toRow(row);
  }

  private boolean hasResult() {
    return results.hasNext() || !planned.unusable().isEmpty();
  }

  private void begin() {
    AugmentResult result =
        planned.unusable().isEmpty() ? results.next() : planned.unusable().remove();
    Planned request = planned.finished(result);
    work.add(() -> Encoded.of(encoding, result, request));
  }

  @Override
  public void close() {
    work.close();
  }

  private record Encoded(SyntheticRow row, double seconds) {
    static Encoded of(Encoding encoding, AugmentResult result, Planned planned) {
      long start = System.nanoTime();
      SyntheticRow row = encoding.encode(result, planned);
      return new Encoded(row, (System.nanoTime() - start) / 1e9);
    }
  }
}
