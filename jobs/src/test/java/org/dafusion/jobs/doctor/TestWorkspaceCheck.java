package org.dafusion.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.doctor.Finding.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestWorkspaceCheck extends SparkTest {
  @Test
  void leavesNothingBehind() throws IOException {
    Path workspace = folder.resolve("a/b");

    assertThat(check(workspace.toString()).make().level()).isEqualTo(Level.OK);
    assertThat(folder).isEmptyDirectory();

    Files.createDirectories(workspace);
    Files.createFile(workspace.resolve("mine"));
    assertThat(check(workspace.toString()).make().level()).isEqualTo(Level.OK);
    assertThat(workspace).isDirectoryNotContaining("glob:**.doctor*");
    assertThat(workspace.resolve("mine")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {BrokenStore.WRITE, BrokenStore.RENAME, BrokenStore.DELETE})
  void tellsWhatCannotBeDoneThere(String what) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    BrokenStore.in(hadoop, what, new IOException("Permission denied"));
    String place = BrokenStore.SCHEME + "://" + folder;

    Finding finding = check(place).make();

    assertThat(finding.level()).isEqualTo(Level.FAILED);
    assertThat(finding.text())
        .isEqualTo(
            "Cannot %s in the workspace %s because Permission denied".formatted(what, place));
    assertThat(finding.advice()).startsWith("give the user of the job the rights");
  }

  @Test
  void refusesAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> check(file.toString()).make())
        .isInstanceOf(InvalidSettingsException.class);
  }

  private static WorkspaceCheck check(String location) {
    return new WorkspaceCheck(spark, location);
  }
}
