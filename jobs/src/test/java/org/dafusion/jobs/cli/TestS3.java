package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.dafusion.diffusion.RandomFolder;
import org.dafusion.jobs.store.S3Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dataset, model folder, workspace, settings, export and classifiers on an S3 server. What a user
 * sets is in {@link S3Server#spark()}: endpoint, path style and keys; on AWS the keys alone.
 */
class TestS3 {
  private static final String BUCKET = "s3a://dafusion-whole-run";
  private static final List<String> TABLES = List.of("examples", "synthetic", "trials");

  @TempDir private static Path folder;

  /** More than the server needs, as a user's cluster may have them. */
  private static final Map<String, String> MORE =
      Map.of(
          "spark.hadoop.fs.s3a.encryption.key", "hush-encryption-key",
          "spark.hadoop.fs.azure.account.key.pets", "hush-account-key",
          "spark.ssl.keyStorePassword", "hush-password",
          "spark.hadoop.fs.s3a.proxy.password", "hush-proxy",
          "spark.logConf", "true");

  private static final String[] SECRETS = {S3Server.ACCESS_KEY, S3Server.SECRET_KEY, "hush-"};
  private static final CapturedLog LOG = new CapturedLog();

  private static S3Server server;
  private static FileSystem store;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.start(folder);
    server.createBucket("dafusion-whole-run");
    store = new org.apache.hadoop.fs.Path(BUCKET + "/").getFileSystem(server.hadoop());
    TinyExperiment local = TinyExperiment.in(folder);
    RandomFolder.write(folder.resolve("sd"), 0);
    upload(local.photos(), "photos");
    upload(folder.resolve("sd"), "sd");
  }

  @AfterAll
  static void stop() throws IOException {
    store.close();
    server.close();
  }

  @Test
  void theWholePipelineRunsThereAndDoesNothingTheSecondTime() throws IOException {
    write(
        "conf/tiny.conf",
        """
        include "common.conf"
        dataset.path = "%1$s/photos"
        model.path = "%1$s/sd"
        workspace = "%1$s/work"
        executor.model-cache = "%2$s"
        classifier.save = last
        """
            .formatted(BUCKET, folder.resolve("cache")));
    write("conf/common.conf", String.join("\n", settings()));

    LOG.start();
    CommandLineRun first = run("run", "--conf", BUCKET + "/conf/tiny.conf");
    Map<String, Long> tables = parquetFiles();
    CommandLineRun again = run("run", "--conf", BUCKET + "/conf/tiny.conf");

    LOG.stop();
    assertThat(first.errors()).isEmpty();
    assertThat(first.code()).isZero();
    for (String table : TABLES) {
      Config success = json("work/" + table + "/_SUCCESS");
      assertThat(success.getString("committer")).isEqualTo("magic");
      assertThat(exists("work/" + table + "/__magic")).isFalse();
    }
    assertThat(exists("work/report.html")).isTrue();
    assertThat(again.errors()).isEmpty();
    assertThat(again.code()).isZero();
    assertThat(parquetFiles()).isEqualTo(tables);

    thereIsNoSecretIn(first, again);
    othersReadWhatIsThere();
  }

  private static void othersReadWhatIsThere() throws IOException {
    CommandLineRun export =
        run("export", "workspace=" + BUCKET + "/work", "export.path=" + BUCKET + "/export");
    assertThat(export.errors()).isEmpty();
    CommandLineRun prepare =
        run(
            "prepare",
            "dataset.format=hugging-face",
            "dataset.path=" + BUCKET + "/export",
            "workspace=" + BUCKET + "/exported");
    assertThat(prepare.errors()).isEmpty();
    assertThat(prepare.output())
        .anyMatch(line -> line.contains("2 classes"))
        .anyMatch(line -> line.endsWith("0 refused"));
    CommandLineRun classify =
        run(
            "classify",
            "workspace=" + BUCKET + "/classified",
            "classify.model=" + classifier(),
            "classify.images=" + BUCKET + "/photos/validation",
            "executor.model-cache=" + folder.resolve("cache"));
    assertThat(classify.errors()).isEmpty();
    assertThat(classify.code()).isZero();
    assertThat(json("classified/predictions/_SUCCESS").getString("committer")).isEqualTo("magic");
  }

  private static String classifier() throws IOException {
    for (FileStatus entry : store.listStatus(place("work/classifiers"))) {
      if (entry.isDirectory()) {
        return entry.getPath().toString();
      }
    }
    throw new AssertionError("no classifier was saved");
  }

  /** Neither in what was printed and logged nor in any file of the workspace. */
  private static void thereIsNoSecretIn(CommandLineRun... runs) throws IOException {
    for (CommandLineRun run : runs) {
      assertThat(String.join("\n", run.output())).doesNotContain(SECRETS);
      assertThat(String.join("\n", run.errors())).doesNotContain(SECRETS);
    }
    assertThat(LOG.text()).contains("Copied " + BUCKET + "/sd").doesNotContain(SECRETS);
    int files = 0;
    RemoteIterator<LocatedFileStatus> all = store.listFiles(place("work"), true);
    while (all.hasNext()) {
      try (InputStream in = store.open(all.next().getPath())) {
        String content = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(content).doesNotContain(SECRETS);
        files++;
      }
    }
    assertThat(files).isGreaterThan(9);
  }

  private static List<String> settings() {
    return TinyExperiment.SETTINGS.stream()
        .filter(setting -> !setting.startsWith("spark."))
        .filter(setting -> !setting.startsWith("model.path"))
        .filter(setting -> !setting.startsWith("report.enabled"))
        .toList();
  }

  private static CommandLineRun run(String... arguments) {
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("spark.master=local[2]"))
            .toArray(String[]::new);
    Map<String, String> spark = new TreeMap<>(MORE);
    spark.putAll(server.spark());
    return CommandLineRun.of(spark, all);
  }

  private static void upload(Path from, String to) throws IOException {
    store.copyFromLocalFile(new org.apache.hadoop.fs.Path(from.toUri()), place(to));
  }

  private static void write(String name, String text) throws IOException {
    try (var out = store.create(place(name))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Config json(String name) throws IOException {
    try (InputStream in = store.open(place(name))) {
      return ConfigFactory.parseString(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static boolean exists(String name) throws IOException {
    return store.exists(place(name));
  }

  private static Map<String, Long> parquetFiles() throws IOException {
    Map<String, Long> files = new TreeMap<>();
    for (String table : TABLES) {
      for (var file : store.listStatus(place("work/" + table))) {
        if (file.getPath().getName().endsWith(".parquet")) {
          files.put(table + "/" + file.getPath().getName(), file.getModificationTime());
        }
      }
    }
    return files;
  }

  private static org.apache.hadoop.fs.Path place(String name) {
    return new org.apache.hadoop.fs.Path(BUCKET + "/" + name);
  }
}
