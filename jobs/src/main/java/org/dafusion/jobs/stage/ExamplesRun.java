package org.dafusion.jobs.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunId;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Workspace;

/**
 * Names a run of {@code examples}. The name covers the content of every file, so a photo, a mask or
 * a caption that changes makes a new run, and a dataset that moves does not.
 */
record ExamplesRun(ExampleSettings examples) {
  /**
   * The name for given files.
   *
   * @param files rows as {@link ReadImages#FILES}
   */
  String of(Dataset<Row> files, Broadcast<SerializableConfiguration> hadoop) {
    MapFunction<Row, String> identity = file -> identity(file, hadoop.value().value());
    List<String> identities =
        files.map(identity, Encoders.STRING()).collectAsList().stream().sorted().toList();
    return RunId.of(
        PrepareStage.NAME,
        Map.of(
            "files",
            sha256(String.join("\n", identities).getBytes(StandardCharsets.UTF_8)),
            "megapixels",
            examples.limits().megapixels()));
  }

  /**
   * The latest run that was prepared with the same settings, for stages that come after.
   *
   * @throws InvalidDatasetException if there is none
   */
  String latest(Workspace workspace) {
    RunTable table = ExamplesTable.in(workspace);
    Map<String, Object> wanted = settings();
    // a dataset that changed and changed back has its older run as the latest
    return table.manifest().runs().stream()
        .filter(known -> known.settings().equals(wanted))
        .max(Comparator.comparing(RunManifest::finished))
        .map(RunManifest::run)
        .orElseThrow(
            () ->
                new InvalidDatasetException(
                    "Cannot find the examples of %s in %s: run the stage prepare with the same settings first"
                        .formatted(examples.dataset().path(), table.location())));
  }

  /** What the manifest keeps, and {@link #latest} compares. */
  Map<String, Object> settings() {
    DatasetSettings dataset = examples.dataset();
    Map<String, Object> settings = new HashMap<>();
    settings.put("dataset.format", dataset.format());
    settings.put("dataset.path", dataset.path());
    settings.put("dataset.validation-fraction", dataset.validationFraction());
    settings.put("split.seed", examples.split().seed());
    settings.put("limits.megapixels", (long) examples.limits().megapixels());
    return settings;
  }

  private static String identity(Row file, Configuration hadoop) throws IOException {
    List<String> identity = new ArrayList<>();
    identity.add(file.getAs("id"));
    identity.add(file.getAs("part"));
    identity.add(file.getAs("class"));
    identity.add(sha256(StoredFile.read(file.getAs("uri"), hadoop)));
    if (file.getAs("mask") != null) {
      identity.add(sha256(StoredFile.read(file.getAs("mask"), hadoop)));
    }
    if (file.getAs("caption") != null) {
      identity.add(
          "caption " + sha256(file.<String>getAs("caption").getBytes(StandardCharsets.UTF_8)));
    }
    return String.join("\t", identity);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java", e);
    }
  }
}
