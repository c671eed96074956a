package org.dafusion.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.Test;

class TestPlannedUnits extends SparkTest {
  @Test
  void everyUnitIsInOnePlace() {
    PlannedUnits units =
        PlannedUnits.of(
            "augment",
            "r1",
            List.of("e", "a", "b", "c", "d"),
            rows("a ok", "b refused", "c flagged", "of-another-draw ok"));

    assertThat(units).isEqualTo(new PlannedUnits("augment", "r1", 5, 2, 1, 2, "d"));
    assertThatThrownBy(units::requireDone)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot end augment because of 5 planned units of run r1 2 are in the table, 1 were"
                + " refused and 2 are still to do, d first: run the same command again");
  }

  @Test
  void nothingIsLeftOfWhatIsDone() {
    PlannedUnits units =
        PlannedUnits.of("augment", "r1", List.of("a", "b"), rows("a ok", "b refused"));

    assertThat(units.left()).isZero();
    assertThat(units.first()).isNull();
    assertThatCode(units::requireDone).doesNotThrowAnyException();
  }

  @Test
  void aUnitThatIsThereTwiceIsAnError() {
    assertThatThrownBy(
            () -> PlannedUnits.of("invert", "r1", List.of("a"), rows("a ok", "a refused")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot end invert because an id must be in a run once: a is in run r1 twice");
    assertThatThrownBy(() -> PlannedUnits.of("invert", "r1", List.of("a", "a"), rows("a ok")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot do invert: run r1 has 2 units that share 1 ids");
  }

  private static Dataset<Row> rows(String... idsAndStatus) {
    StructType schema =
        new StructType().add("id", DataTypes.StringType).add("status", DataTypes.StringType);
    return spark.createDataFrame(
        Stream.of(idsAndStatus).map(row -> RowFactory.create((Object[]) row.split(" "))).toList(),
        schema);
  }
}
