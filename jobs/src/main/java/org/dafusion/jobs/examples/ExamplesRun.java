package org.dafusion.jobs.examples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.ReaderSettings;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.jobs.dataset.DatasetFormat;
import org.dafusion.jobs.dataset.ListedImages;
import org.dafusion.jobs.table.ExamplesTable;
import org.dafusion.jobs.table.RunId;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.Sha256;
import org.dafusion.jobs.table.Workspace;

/**
 * Names a run of {@code examples}. The name covers the content of every file and which part of it
 * is the image, so a photo, a mask, a caption or a cluster that changes makes a new run, and a
 * dataset that moves does not.
 */
public record ExamplesRun(ExampleSettings examples) {
  /**
   * The name for given images.
   *
   * @param hadoop how their file system is reached
   */
  String of(ListedImages images, Broadcast<SerializableConfiguration> hadoop) {
    Map<String, Object> shaping = new HashMap<>();
    shaping.put("files", files(images, examples.limits().maxBytes(), hadoop));
    shaping.put("megapixels", examples.limits().megapixels());
    shaping.put("megabytes", examples.limits().megabytes());
    shaping.put("aspect-ratio", examples.limits().aspectRatio());
    if (examples.dataset().location()) {
      shaping.put("location", true);
    }
    List<String> classNames = images.dataset().classNames();
    // labels follow from the names where these are sorted, as a folder's own are
    if (!classNames.equals(classNames.stream().sorted().toList())) {
      shaping.put("classes", classNames);
    }
    return RunId.of(PrepareStage.NAME, shaping);
  }

  /** A digest of all identities in their order, which the driver sees a partition at a time. */
  private static String files(
      ListedImages images, long maxBytes, Broadcast<SerializableConfiguration> hadoop) {
    MapFunction<Row, String> identity = file -> identity(file, maxBytes, hadoop.value().value());
    // kept, because sorting looks at them twice, and every look reads all files
    Dataset<String> identities =
        images.rows().map(identity, Encoders.STRING()).persist(StorageLevel.DISK_ONLY());
    try {
      return Sha256.ofLines(identities.orderBy("value").toLocalIterator());
    } finally {
      identities.unpersist();
    }
  }

  /**
   * The latest run that was prepared with the same settings, for stages that come after.
   *
   * @throws InvalidDatasetException if there is none
   */
  public String latest(Workspace workspace) {
    return find(workspace)
        .orElseThrow(
            () ->
                new InvalidDatasetException(
                    "Cannot find the examples of %s in %s: run the stage prepare with the same settings first"
                        .formatted(
                            examples.dataset().path(), ExamplesTable.in(workspace).location())));
  }

  /** The same run, if there is one. */
  public Optional<String> find(Workspace workspace) {
    Map<String, Object> wanted = settings();
    // a dataset that changed and changed back has its older run as the latest
    return ExamplesTable.in(workspace).manifest().runs().stream()
        .filter(known -> known.settings().equals(wanted))
        .max(Comparator.comparing(RunManifest::finished))
        .map(RunManifest::run);
  }

  /** What the manifest keeps, and {@link #latest} compares. */
  Map<String, Object> settings() {
    DatasetSettings dataset = examples.dataset();
    Map<String, Object> settings = new HashMap<>();
    settings.put("dataset.format", dataset.layout().word());
    settings.put("dataset.path", dataset.path());
    settings.put("dataset.validation-fraction", dataset.reader().validationFraction());
    settings.putAll(open(dataset.layout(), dataset.reader()));
    if (!dataset.classWords().words().isEmpty()) {
      settings.put("dataset.class-names", dataset.classWords().words());
    }
    if (!dataset.choice().takesAll()) {
      settings.put("dataset.classes", dataset.choice().classes());
      settings.put("dataset.ways", (long) dataset.choice().ways());
      settings.put("dataset.ways-seed", dataset.choice().seed());
    }
    if (dataset.isRangeland()) {
      settings.putAll(dataset.rangeland().settings());
    }
    if (dataset.location()) {
      settings.put("dataset.location", true);
    }
    settings.put("split.seed", examples.partSeed());
    settings.put("limits.megapixels", (long) examples.limits().megapixels());
    settings.put("limits.megabytes", (long) examples.limits().megabytes());
    settings.put("limits.aspect-ratio", examples.limits().aspectRatio());
    return settings;
  }

  /** What the format at hand leaves open. */
  private static Map<String, Object> open(DatasetFormat format, ReaderSettings reader) {
    Map<String, Object> open = new HashMap<>();
    if (!reader.officialSplit()) {
      open.put("dataset.official-split", false);
    }
    switch (format) {
      case HUGGING_FACE -> {
        open.put("dataset.image-column", reader.imageColumn());
        open.put("dataset.label-column", reader.labelColumn());
      }
      case FGVC_AIRCRAFT -> open.put("dataset.aircraft.level", reader.aircraftLevel());
      case LEAFY_SPURGE -> open.put("dataset.leafy-spurge.form", reader.leafySpurgeForm());
      default -> {}
    }
    return open;
  }

  private static String identity(Row file, long maxBytes, Configuration hadoop) throws IOException {
    List<String> identity = new ArrayList<>();
    identity.add(file.getAs("id"));
    identity.add(file.getAs("part"));
    identity.add(file.getAs("class"));
    identity.add(content(file, maxBytes, hadoop));
    if (file.getAs("mask") != null) {
      identity.add(StoredMasks.identity(file.getAs("mask"), maxBytes, hadoop));
    }
    if (file.getAs("cut") != null) {
      identity.add("cut " + file.getAs("cut"));
    }
    if (file.getAs("cluster") != null) {
      identity.add("cluster " + file.getAs("cluster"));
    }
    if (file.getAs("caption") != null) {
      identity.add(
          "caption " + Sha256.of(file.<String>getAs("caption").getBytes(StandardCharsets.UTF_8)));
    }
    return String.join("\t", identity);
  }

  /** What an image holds; of one that cannot be read, whose row will be refused, why not. */
  private static String content(Row file, long maxBytes, Configuration hadoop) throws IOException {
    try {
      return Sha256.of(ListedImages.bytes(file, maxBytes, hadoop));
    } catch (UndecodableImageException | FileNotFoundException e) {
      return "unreadable";
    }
  }
}
