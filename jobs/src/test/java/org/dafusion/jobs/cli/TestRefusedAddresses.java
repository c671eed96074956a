package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing is downloaded at run time, and no credentials stand in addresses: exit 2 at start. */
class TestRefusedAddresses {
  private static final String NOT_FETCHED =
      "must be a path, or an address of a file system such as s3a://bucket/folder, because nothing"
          + " is downloaded or unpacked while the job runs (fetch it first, and name the copy),"
          + " found '";
  private static final String NO_LOGIN =
      "must be an address without credentials, which logs would show (give them to Spark, as"
          + " spark.hadoop.fs.s3a.access.key and secret.key or by a credentials provider), found '";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "prepare, workspace",
    "prepare, dataset.path",
    "augment, model.path",
    "train, classifier.backbone",
    "invert, invert.import",
    "pretrain, pretrain.from",
    "pretrain, pretrain.vae.perceptual-network",
    "classify, classify.model",
    "classify, classify.images",
    "export, export.path",
    "inspect, inspect.path"
  })
  void everyKeyThatNamesAPlace(String stage, String key) {
    for (String place :
        new String[] {
          "http://example.org/a",
          "HTTPS://example.org/a",
          "ftp://example.org/a",
          "jar:file:/a.zip!/b"
        }) {
      CommandLineRun run = CommandLineRun.of(stage, key + "=" + place);

      assertThat(run.code()).isEqualTo(2);
      assertThat(run.output()).isEmpty();
      assertThat(run.errors())
          .anyMatch(line -> line.endsWith(key + " " + NOT_FETCHED + place + "'"));
    }
    CommandLineRun login = CommandLineRun.of(stage, key + "=s3a://AKIAKEY:se/cr3t@bucket/a");
    assertThat(login.code()).isEqualTo(2);
    assertThat(login.errors()).anyMatch(line -> line.endsWith(NO_LOGIN + "s3a://***@bucket/a'"));
    assertThat(String.join("\n", login.errors())).doesNotContain("AKIAKEY", "cr3t");
  }

  @Test
  void aDatasetOfABenchmark() {
    CommandLineRun run =
        CommandLineRun.of(
            "benchmark",
            "benchmark.datasets=[pets]",
            "benchmark.dataset.pets.dataset.path=http://example.org/a");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors())
        .anyMatch(line -> line.contains("benchmark.dataset.pets.dataset.path " + NOT_FETCHED));
  }

  @Test
  void theSettingsThemselvesAndWhatTheyInclude() throws IOException {
    CommandLineRun run = CommandLineRun.of("prepare", "--conf", "http://example.org/a.conf");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors())
        .containsExactly(
            "dafusion: Invalid settings:",
            "  --conf " + NOT_FETCHED + "http://example.org/a.conf'");

    for (String included :
        new String[] {"\"http://example.org/a\"", "url(\"http://example.org/a\")"}) {
      Path file = Files.writeString(folder.resolve("a.conf"), "include " + included);
      CommandLineRun including = CommandLineRun.of("prepare", "--conf", file.toString());
      assertThat(including.code()).isEqualTo(2);
      assertThat(including.errors())
          .anyMatch(
              line -> line.contains("what is included " + NOT_FETCHED + "http://example.org/a'"));
    }
  }
}
