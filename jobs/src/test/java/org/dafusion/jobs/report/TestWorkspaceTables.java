package org.dafusion.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.table.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestWorkspaceTables extends SparkTest {
  @ParameterizedTest
  @CsvSource({
    "examples, prepare",
    "erasures, erase",
    "embeddings, invert",
    "synthetic, augment",
    "trials, train (or benchmark)"
  })
  void aTableWithoutRowsIsAnErrorThatNamesTheCommand(String table, String stage) {
    WorkspaceTables tables =
        new WorkspaceTables(Workspace.at(spark, folder.resolve("work").toString()));

    assertThatThrownBy(() -> tables.filled(table))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("Cannot read " + table + " in ")
        .hasMessageContaining("holds no rows: run deploy/bin/dafusion " + stage);
  }

  @Test
  void aTableWithRowsIsRead() {
    Workspace place = Workspace.at(spark, folder.resolve("work").toString());
    new SmallWorkspace(place).examples();

    assertThat(new WorkspaceTables(place).filled("examples").count()).isEqualTo(9);
  }

  @Test
  void refusesANameThatNoTableHas() {
    WorkspaceTables tables =
        new WorkspaceTables(Workspace.at(spark, folder.resolve("work").toString()));

    assertThatThrownBy(() -> tables.filled("pictures"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be one of [examples, ")
        .hasMessageEndingWith("found pictures");
  }
}
