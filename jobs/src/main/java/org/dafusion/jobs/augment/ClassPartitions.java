package org.dafusion.jobs.augment;

import java.util.List;
import java.util.Objects;
import org.apache.spark.Partitioner;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.stage.StageResources;
import scala.Tuple2;

/**
 * Partitions that hold pictures of one class each, those of a class next to each other: a model
 * whose weights belong to a class then changes them as seldom as can be.
 */
final class ClassPartitions extends Partitioner {
  private static final long serialVersionUID = 1;

  private final List<String> classNames;
  private final int each;

  private ClassPartitions(List<String> classNames, int each) {
    this.classNames = List.copyOf(classNames);
    this.each = each;
  }

  /**
   * Lays rows out anew.
   *
   * @param rows with the columns {@code class} and {@code source_id}
   * @param partitions wanted in all; a class has at least one
   */
  static Dataset<Row> of(Dataset<Row> rows, int partitions) {
    List<String> classNames =
        rows.select("class").distinct().orderBy("class").collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    int each = Math.max(1, (partitions + classNames.size() - 1) / Math.max(1, classNames.size()));
    ClassPartitions layout = new ClassPartitions(classNames, each);
    return rows.sparkSession()
        .createDataFrame(
            StageResources.onDevices(
                rows.toJavaRDD()
                    .keyBy(
                        row ->
                            new Tuple2<String, String>(row.getAs("class"), row.getAs("source_id")))
                    .partitionBy(layout)
                    .values()),
            rows.schema());
  }

  @Override
  public int numPartitions() {
    return classNames.size() * each;
  }

  @Override
  public int getPartition(Object key) {
    Tuple2<?, ?> names = (Tuple2<?, ?>) key;
    return classNames.indexOf(names._1()) * each
        + Math.floorMod(Objects.hashCode(names._2()), each);
  }
}
