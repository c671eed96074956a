package org.dafusion.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.Test;

class TestSortedRows extends SparkTest {
  @Test
  void rowsOfManyPartitionsComeInOrderOfIdEveryTime() {
    SortedRows<String> ids = new SortedRows<>(thousand(), row -> row.getAs("id"));

    for (int walk = 0; walk < 2; walk++) {
      assertThat(ids)
          .containsExactlyElementsOf(IntStream.range(0, 1000).mapToObj("%04d"::formatted).toList());
    }
    assertThat(ids.size()).isEqualTo(1000);
    assertThat(ids.isEmpty()).isFalse();
  }

  @Test
  void theyMayBeTurnedIntoSomethingElse() {
    SortedRows<String> ids = new SortedRows<>(thousand().where("id < '0003'"), r -> r.getAs("id"));

    assertThat(ids.as(Integer::parseInt)).containsExactly(0, 1, 2);
    assertThat(ids.as(Integer::parseInt).size()).isEqualTo(3);
  }

  @Test
  void thereMayBeNone() {
    SortedRows<String> none = new SortedRows<>(thousand().limit(0), row -> row.getAs("id"));

    assertThat(none).isEmpty();
    assertThat(none.iterator().hasNext()).isFalse();
  }

  private static Dataset<Row> thousand() {
    return spark.range(1000).repartition(7).selectExpr("format_string('%04d', id) as id");
  }
}
