package org.dafusion.jobs.table;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The side of a join that rows are looked up in. */
public final class Lookup {
  /** About 20 MB of ids, held by the driver and by every executor. */
  private static final long FEW = 200_000;

  private Lookup() {}

  /**
   * Keys as a join takes them best: a few travel whole, so that no image is moved to be looked up;
   * many would not fit the driver, so both sides are sorted on disk.
   *
   * @param keys counted here, so they should be cheap to read
   */
  public static Dataset<Row> of(Dataset<Row> keys) {
    return of(keys, keys.count());
  }

  /** The same where their number is known. */
  public static Dataset<Row> of(Dataset<Row> keys, long count) {
    return count <= FEW ? functions.broadcast(keys) : keys;
  }
}
