package org.dafusion.jobs.export;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.data.Part;
import org.dafusion.jobs.cluster.JobDescription;
import org.dafusion.jobs.dataset.HuggingFaceFeatures;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.RunId;
import org.dafusion.jobs.table.Workspace;

/**
 * {@code examples} and {@code synthetic} → a dataset of Hugging Face: images with all that is known
 * of them in Parquet files, and a card.
 *
 * <p>Rows are read twice, once for the bytes of their images, which tell the number of files. A row
 * goes to the file that the hash of its run and id names, and lies there in their order, so the
 * files are the same on any cluster.
 */
public final class ExportStage implements Stage {
  /** The stage's word. */
  public static final String NAME = "export";

  private final String workspace;
  private final ExportSettings settings;

  /** The stage. */
  public ExportStage(String workspace, ExportSettings settings) {
    this.workspace = workspace;
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Workspace place = Workspace.at(spark, workspace);
    ExportFolder folder =
        ExportFolder.at(
            settings.path().isBlank() ? place.path(NAME) : new Path(settings.path()),
            place.hadoop());
    ExportedRuns runs = ExportedRuns.of(place, settings);
    String run = RunId.of(NAME, shaping(runs));
    JobDescription.narrow(spark, "export, run " + run + ": write files");
    if (folder.holds(run)) {
      return Summary.of(List.of("export: %s has it already, run %s".formatted(folder.root(), run)));
    }
    HuggingFaceFeatures features = ExportedRows.features(runs.classNames(place));
    Dataset<Row> rows = ExportedRows.of(place, runs);
    SortedMap<Part, Integer> files = files(place, runs, rows);
    progress.say("export: runs %s, files by split %s".formatted(runs.ids(), named(files)));
    try {
      folder.begin(run, shaping(runs));
      List<Shard> shards = write(place, folder, rows, features, files);
      Map<String, Long> splits = new LinkedHashMap<>();
      shards.forEach(shard -> splits.merge(shard.split(), shard.rows(), Long::sum));
      DatasetCard card = new DatasetCard(settings.card(), runs, features, shards);
      folder.finish(new ExportFolder.Mark(run, true, splits, shaping(runs)), card.text());
      return summary(folder, run, splits, shards);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write the dataset " + folder.root() + " because " + e.getMessage(), e);
    }
  }

  /** All that the files and the card depend on. */
  private Map<String, Object> shaping(ExportedRuns runs) {
    ExportSettings.CardSettings card = settings.card();
    Map<String, Object> shaping = new LinkedHashMap<>();
    shaping.put("runs", runs.ids());
    // runs grow, such as by more repeats
    shaping.put("counts", runs.all().stream().map(run -> Map.copyOf(run.counts())).toList());
    shaping.put("shard-megabytes", settings.shardMegabytes());
    shaping.put("row-group-megabytes", settings.rowGroupMegabytes());
    shaping.put("location", settings.location());
    shaping.put("title", card.title());
    shaping.put("licence", card.licence());
    shaping.put("licence-name", card.licenceName());
    shaping.put("licence-link", card.licenceLink());
    shaping.put("source", card.source());
    shaping.put("citation", card.citation());
    return shaping;
  }

  /** How many files each split has, in the order of splits. */
  private SortedMap<Part, Integer> files(Workspace place, ExportedRuns runs, Dataset<Row> rows) {
    SortedMap<Part, Integer> files = new TreeMap<>();
    List<Row> sizes =
        rows.groupBy(ExportedRows.SPLIT)
            .agg(sum(ExportedRows.imageBytes()), count(lit(1)))
            .collectAsList();
    for (Row size : sizes) {
      long wanted = (size.getLong(1) + settings.shardBytes() - 1) / settings.shardBytes();
      long atMost = Math.min(size.getLong(2), 99_999);
      files.put(Part.ofFolder(size.getString(0)), (int) Math.max(1, Math.min(wanted, atMost)));
    }
    if (files.isEmpty()) {
      throw ExportedRuns.nothing(
          place, "the runs %s of %s hold no image".formatted(runs.ids(), settings.tables()));
    }
    return files;
  }

  private static Map<String, Integer> named(SortedMap<Part, Integer> files) {
    Map<String, Integer> named = new LinkedHashMap<>();
    files.forEach((part, count) -> named.put(part.folderName(), count));
    return named;
  }

  private List<Shard> write(
      Workspace place,
      ExportFolder folder,
      Dataset<Row> rows,
      HuggingFaceFeatures features,
      SortedMap<Part, Integer> files) {
    Broadcast<SerializableConfiguration> hadoop = place.hadoopForTasks();
    List<Shard> shards = new ArrayList<>();
    files.forEach(
        (part, count) -> {
          String split = part.folderName();
          WriteShard writing =
              new WriteShard(folder.root().toString(), split, count, features, settings, hadoop);
          shards.addAll(
              rows.where(col(ExportedRows.SPLIT).equalTo(split))
                  .repartition(count, col("run"), col("id"))
                  .sortWithinPartitions("run", "id")
                  .toJavaRDD()
                  .mapPartitionsWithIndex(writing, false)
                  .collect());
        });
    return shards;
  }

  private static Summary summary(
      ExportFolder folder, String run, Map<String, Long> splits, List<Shard> shards) {
    long bytes = shards.stream().mapToLong(Shard::fileBytes).sum();
    return Summary.of(
        List.of(
            "export: run %s, images by split %s, %d files, %d MB"
                .formatted(run, splits, shards.size(), (bytes + 999_999) / 1_000_000),
            "export: %s".formatted(folder.root())));
  }
}
