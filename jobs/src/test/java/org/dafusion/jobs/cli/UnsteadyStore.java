package org.dafusion.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.dafusion.jobs.store.FlakyRelay;
import org.dafusion.jobs.store.S3Server;

/**
 * The workspace lies on an S3 server that cuts all connections at some moment, and disturbs those
 * that come next. S3A tries each request twice, so that the command gets to see some of it.
 */
final class UnsteadyStore extends Disturbance {
  private static final String WORKSPACE = "s3a://chaos/work";
  private static final int MOST_CONNECTIONS = 60;

  private final S3Server server;
  private final FlakyRelay relay;

  UnsteadyStore(Path folder, UndisturbedStage undisturbed) throws IOException {
    super(folder, undisturbed, new TinyExperiment(folder));
    this.server = S3Server.start(Files.createDirectories(folder));
    server.createBucket("chaos");
    this.relay = FlakyRelay.start(server.port());
    try (FileSystem store = store()) {
      store.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(undisturbed.workspace().toUri()),
          new org.apache.hadoop.fs.Path(WORKSPACE));
    }
  }

  /** Hadoop would keep one for the next server, too. */
  private FileSystem store() throws IOException {
    Configuration hadoop = server.hadoop();
    hadoop.setBoolean("fs.s3a.impl.disable.cache", true);
    return new org.apache.hadoop.fs.Path(WORKSPACE).getFileSystem(hadoop);
  }

  @Override
  String disturb(double moment, Random random) throws IOException, InterruptedException {
    DriverProcess driver = start("disturbed");
    long wait = Math.round(moment * 1000 * undisturbed().seconds());
    if (driver.process().waitFor(wait, TimeUnit.MILLISECONDS)) {
      return null;
    }
    int connections = 1 + random.nextInt(MOST_CONNECTIONS);
    relay.disturb(connections, random.nextLong());
    int code = driver.process().waitFor();
    int disturbed = connections - relay.calm();
    return disturbed == 0
        ? null
        : "%.1f s after the start, %d connections, exit code %d"
            .formatted(wait / 1000.0, disturbed, code);
  }

  @Override
  Map<String, String> spark() {
    Map<String, String> spark = new TreeMap<>(ChaosStage.CLUSTER);
    spark.putAll(S3Server.spark(relay.port()));
    spark.put("spark.hadoop.fs.s3a.retry.interval", "50ms");
    spark.put("spark.hadoop.fs.s3a.retry.throttle.interval", "50ms");
    spark.put("spark.hadoop.fs.s3a.retry.limit", "2");
    spark.put("spark.hadoop.fs.s3a.attempts.maximum", "1");
    return spark;
  }

  @Override
  List<String> command() {
    List<String> command = new ArrayList<>(super.command());
    command.add("workspace=" + WORKSPACE);
    return command;
  }

  @Override
  TinyExperiment result() throws IOException {
    TinyExperiment experiment = super.result();
    try (FileSystem store = store()) {
      store.copyToLocalFile(
          new org.apache.hadoop.fs.Path(WORKSPACE),
          new org.apache.hadoop.fs.Path(experiment.workspace().toUri()));
    }
    return experiment;
  }

  @Override
  public void close() throws IOException {
    try (server) {
      relay.close();
    }
  }
}
