package org.dafusion.jobs.stage;

import java.util.Comparator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows in partitions of one's choice, in an order of one's choice: a row with the number {@code
 * index} goes to the partition that a list names for it. Spark's own {@code repartition} deals rows
 * out by their bytes, from a start of its own for each partition: a few rows may all land on one
 * executor, and a row that is computed again after a loss may land elsewhere.
 *
 * <p>It is work for devices that is placed so; see {@link StageResources#onDevices}.
 */
public final class PlacedRows extends Partitioner {
  private static final long serialVersionUID = 1;

  private final int[] partitions;
  private final int count;

  private PlacedRows(List<Integer> partitions) {
    this.partitions = partitions.stream().mapToInt(Integer::intValue).toArray();
    this.count = 1 + partitions.stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /**
   * Lays rows out anew, in order of {@code index} within each partition; those of one number are in
   * no order of their own.
   *
   * @param rows with the column {@code index}, from 0; any number of rows may have the same
   * @param partitions the partition of each index
   */
  public static Dataset<Row> of(Dataset<Row> rows, List<Integer> partitions) {
    return rows.sparkSession()
        .createDataFrame(
            StageResources.onDevices(
                rows.toJavaRDD()
                    .keyBy(row -> row.<Integer>getAs("index"))
                    .repartitionAndSortWithinPartitions(
                        new PlacedRows(partitions), Comparator.naturalOrder())
                    .values()),
            rows.schema());
  }

  @Override
  public int numPartitions() {
    return count;
  }

  @Override
  public int getPartition(Object index) {
    return partitions[(Integer) index];
  }
}
