package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.store.FlakyRelay;
import org.dafusion.jobs.store.S3Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An S3 server that drops connections and answers 503 for a while. S3A tries again; where it gives
 * up, the same command finishes the work, and the table is that of a steady server.
 */
class TestUnsteadyS3 {
  private static final int DISTURBED = 12;

  @TempDir private Path folder;

  @Test
  void theSameCommandEndsInTheSameTable() throws IOException {
    try (S3Server server = S3Server.start(folder);
        FlakyRelay relay = FlakyRelay.start(server.port())) {
      TinyExperiment local = TinyExperiment.in(folder);
      for (String bucket : new String[] {"steady", "unsteady"}) {
        server.createBucket(bucket);
        org.apache.hadoop.fs.Path photos =
            new org.apache.hadoop.fs.Path("s3a://" + bucket + "/photos");
        Configuration hadoop = server.hadoop();
        hadoop.setBoolean("fs.s3a.impl.disable.cache", true);
        try (FileSystem store = photos.getFileSystem(hadoop)) {
          store.copyFromLocalFile(new org.apache.hadoop.fs.Path(local.photos().toUri()), photos);
        }
      }
      Map<String, String> direct = new TreeMap<>(server.spark());
      assertThat(prepare("steady", direct).code()).isZero();
      SortedMap<String, String> expected = rows("steady", direct);

      Map<String, String> disturbed = new TreeMap<>(S3Server.spark(relay.port()));
      disturbed.put("spark.hadoop.fs.s3a.retry.interval", "50ms");
      disturbed.put("spark.hadoop.fs.s3a.retry.throttle.interval", "50ms");
      disturbed.put("spark.hadoop.fs.s3a.attempts.maximum", "2");
      relay.disturb(DISTURBED, 7);
      CommandLineRun run = prepare("unsteady", disturbed);
      for (int again = 0; again < 3 && run.code() != 0; again++) {
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errors()).anyMatch(line -> line.startsWith("dafusion: failed: "));
        run = prepare("unsteady", disturbed);
      }

      assertThat(run.code()).isZero();
      assertThat(relay.connections()).isGreaterThan(DISTURBED);
      assertThat(rows("unsteady", disturbed)).hasSize(6).isEqualTo(expected);
    }
  }

  private static CommandLineRun prepare(String bucket, Map<String, String> spark) {
    return CommandLineRun.of(
        spark,
        "prepare",
        "spark.master=local[2]",
        "dataset.path=s3a://" + bucket + "/photos",
        "workspace=s3a://" + bucket + "/work");
  }

  /** The photos by id, each with its class and its digest. */
  private static SortedMap<String, String> rows(String bucket, Map<String, String> spark) {
    SortedMap<String, String> rows = new TreeMap<>();
    SparkSession.Builder builder =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", false);
    spark.forEach(builder::config);
    SparkSession session = builder.getOrCreate();
    for (Row row :
        session
            .read()
            .option("pathGlobFilter", "*.parquet")
            .parquet("s3a://" + bucket + "/work/examples")
            .selectExpr("id", "concat_ws(' ', class, part, status, sha2(image.bytes, 256))")
            .collectAsList()) {
      assertThat(rows.put(row.getString(0), row.getString(1))).isNull();
    }
    return rows;
  }
}
