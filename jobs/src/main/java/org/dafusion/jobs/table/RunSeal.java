package org.dafusion.jobs.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * What the rows of a finished run are known by.
 *
 * @param rows how many there are
 * @param sha256 of a line for each row in order of id: the id, a tab, and the SHA-256 of the row as
 *     JSON without its nulls, so a column that a table gets later changes nothing
 */
record RunSeal(long rows, String sha256) {
  private static final Map<String, String> WITHOUT_NULLS = Map.of("ignoreNullFields", "true");

  /** That of some rows of one run, each of which is read. */
  static RunSeal of(Dataset<Row> rows) {
    Column[] all = Arrays.stream(rows.columns()).sorted().map(c -> col(c)).toArray(Column[]::new);
    Column digest = sha2(to_json(struct(all), WITHOUT_NULLS), 256);
    // sorting reads what it sorts twice, and the rows may hold pictures
    Dataset<Row> digests =
        rows.select(concat_ws("\t", col("id"), digest).as("line"))
            .persist(StorageLevel.DISK_ONLY());
    try {
      return of(digests.orderBy("line").as(Encoders.STRING()).toLocalIterator());
    } finally {
      digests.unpersist();
    }
  }

  private static RunSeal of(Iterator<String> lines) {
    AtomicLong count = new AtomicLong();
    String sha256 =
        Sha256.ofLines(
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return lines.hasNext();
              }

              @Override
              public String next() {
                count.incrementAndGet();
                return lines.next();
              }
            });
    return new RunSeal(count.get(), sha256);
  }
}
