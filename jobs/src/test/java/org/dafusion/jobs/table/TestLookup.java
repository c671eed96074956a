package org.dafusion.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.Test;

class TestLookup extends SparkTest {
  @Test
  void aFewKeysAreBroadcast() {
    assertThat(plan(Lookup.of(keys(200_000)))).contains("strategy=broadcast");
  }

  @Test
  void manyAreLeftToSpark() {
    assertThat(plan(Lookup.of(keys(200_001)))).doesNotContain("strategy=broadcast");
    assertThat(plan(Lookup.of(keys(3), 1_000_000))).doesNotContain("strategy=broadcast");
  }

  private static Dataset<Row> keys(long count) {
    return spark.range(count).toDF("key");
  }

  private static String plan(Dataset<Row> rows) {
    return rows.queryExecution().logical().toString();
  }
}
