package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.Test;

class TestClassPartitions extends SparkTest {
  private static final StructType SCHEMA =
      new StructType().add("class", DataTypes.StringType).add("source_id", DataTypes.StringType);

  @Test
  void aPartitionHoldsOneClassWhateverItsName() {
    List<Row> rows = new ArrayList<>();
    for (String name : List.of("ant", "ant\tworker", "\t", "")) {
      rows.add(RowFactory.create(name, null));
      for (int photo = 0; photo < 6; photo++) {
        rows.add(RowFactory.create(name, photo + "\t.png"));
      }
    }

    Dataset<Row> laid = ClassPartitions.of(spark.createDataFrame(rows, SCHEMA), 8);

    assertThat(laid.collectAsList()).containsExactlyInAnyOrderElementsOf(rows);
    List<List<Row>> partitions = laid.javaRDD().glom().collect();
    assertThat(partitions)
        .hasSize(8)
        .allMatch(all -> all.stream().map(row -> row.getString(0)).distinct().count() <= 1);
  }
}
