package org.dafusion.jobs.classify;

import static org.apache.spark.sql.functions.col;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.jobs.cluster.JobDescription;
import org.dafusion.jobs.examples.LimitSettings;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.RefusedRows;
import org.dafusion.jobs.stage.RunClock;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.PredictionsTable;
import org.dafusion.jobs.table.RunId;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.TableLease;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.jobs.train.ClassifierFiles;
import org.dafusion.serving.SavedClassifier;

/**
 * Images → {@code predictions}: a saved classifier says of each image, or of each tile of it, what
 * it shows. All rows of a run appear together.
 */
public final class ClassifyStage implements Stage {
  /** The stage's word. */
  public static final String NAME = "classify";

  private final String workspace;
  private final ClassifySettings settings;
  private final ExecutorSettings executor;
  private final LimitSettings limits;

  /** The stage. */
  public ClassifyStage(
      String workspace,
      ClassifySettings settings,
      ExecutorSettings executor,
      LimitSettings limits) {
    this.workspace = workspace;
    this.settings = settings;
    this.executor = executor;
    this.limits = limits;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Workspace place = Workspace.at(spark, workspace);
    String model = model(place);
    String digest = SavedClassifier.digest(ModelSource.folder(model, place.hadoop()));
    requireDigest(model, digest);
    ClassifiedImages images = ClassifiedImages.of(spark, place, settings);
    Map<String, Object> shaping = shaping(digest, images);
    String run = RunId.of(NAME, shaping);
    JobDescription.narrow(spark, "classify, run " + run + ": classify images");
    RunTable table = PredictionsTable.in(place);
    if (images.passedOver() > 0) {
      progress.say(
          "classify: %d files there are of other kinds and were passed over"
              .formatted(images.passedOver()));
    }
    try (TableLease lease = table.lease(progress::say)) {
      if (table.read(run).isEmpty()) {
        progress.say(
            "classify: %d images of %s, by %s".formatted(images.count(), settings.images(), model));
        classify(spark, place, model, digest, images, run, shaping);
      } else {
        progress.say("classify: run %s is in the table already".formatted(run));
        if (table.manifest().find(run).isEmpty()) {
          // a process that made the rows ended before it said so
          record(table, RunClock.start(), run, model, shaping, new TreeSet<>());
        }
      }
      table.seal(run);
    }
    List<String> lines = new ArrayList<>(lines(table, run));
    if (settings.maps()) {
      lines.addAll(new ClassMaps(place, classNames(model, place)).draw(table, run));
    }
    SortedMap<String, Long> counts = table.countsByStatus(run);
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    return new Summary(lines, all, all - counts.getOrDefault(Status.OK.text(), 0L));
  }

  /** A classifier is a program, which may do whatever it likes once it is loaded. */
  private void requireDigest(String model, String digest) {
    if (!settings.sha256().isEmpty() && !settings.sha256().equalsIgnoreCase(digest)) {
      throw new ModelArtefactException(
          "Cannot use the classifier %s because its digest must be %s, as classify.sha256 says, found %s: its files are another classifier's, or were changed"
              .formatted(model, settings.sha256(), digest));
    }
  }

  /** A run of the workspace by its folder, and any other place as it is. */
  private String model(Workspace place) {
    String wanted = settings.model();
    ClassifierFiles saved = new ClassifierFiles(place);
    List<String> runs = saved.runs();
    if (runs.contains(wanted)) {
      return saved.location(wanted);
    }
    if (!wanted.contains("/") && !Files.isDirectory(java.nio.file.Path.of(wanted))) {
      throw new ModelArtefactException(
          "Cannot use the classifier %s because there is no such folder, and no such run in %s, which has %s"
              .formatted(wanted, place.path(ClassifierFiles.NAME), runs));
    }
    return ModelSource.absolute(wanted);
  }

  private static List<String> classNames(String model, Workspace place) {
    return SavedClassifier.classNames(ModelSource.folder(model, place.hadoop()));
  }

  private Map<String, Object> shaping(String digest, ClassifiedImages images) {
    Map<String, Object> shaping = new LinkedHashMap<>();
    shaping.put("classifier", digest);
    shaping.put("images", images.identity());
    shaping.put("tile", settings.tile());
    shaping.put("stride", settings.step());
    shaping.put("top-k", settings.topK());
    shaping.put("batch", settings.batch());
    shaping.put("megabytes", limits.megabytes());
    shaping.put("aspect-ratio", limits.aspectRatio());
    shaping.put("megapixels", settings.tile() == 0 ? limits.megapixels() : settings.megapixels());
    return shaping;
  }

  private void classify(
      SparkSession spark,
      Workspace place,
      String model,
      String digest,
      ClassifiedImages images,
      String run,
      Map<String, Object> shaping) {
    RunClock clock = RunClock.start();
    Broadcast<SerializableConfiguration> hadoop = place.hadoopForTasks();
    CollectionAccumulator<String> devices = spark.sparkContext().collectionAccumulator("devices");
    ClassifyImages work =
        new ClassifyImages(run, model, digest, settings, executor, limits, hadoop, devices);
    RunTable table = PredictionsTable.in(place);
    table.append(images.rows().mapPartitions(work, PredictionsTable.ENCODER));
    record(table, clock, run, model, shaping, new TreeSet<>(devices.value()));
  }

  private void record(
      RunTable table,
      RunClock clock,
      String run,
      String model,
      Map<String, Object> shaping,
      SortedSet<String> devices) {
    Map<String, String> inputs = Map.of("classifier", model, "images", settings.images());
    table.manifest().record(clock.manifest(run, NAME, shaping, inputs, Map.of(), table, devices));
  }

  private static List<String> lines(RunTable table, String run) {
    List<String> lines = new ArrayList<>();
    List<Row> classes =
        table
            .read(run)
            .where(col("status").equalTo(Status.OK.text()))
            .groupBy("label", "class")
            .count()
            .orderBy("label")
            .collectAsList();
    long tiles = classes.stream().mapToLong(row -> row.getLong(2)).sum();
    lines.add("classify: run %s, %d predictions in %s".formatted(run, tiles, table.location()));
    classes.forEach(row -> lines.add("  %s: %d".formatted(row.getString(1), row.getLong(2))));
    lines.addAll(RefusedRows.lines(table, run));
    return lines;
  }
}
