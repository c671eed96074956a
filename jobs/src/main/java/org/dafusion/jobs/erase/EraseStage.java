package org.dafusion.jobs.erase;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Problem;
import org.dafusion.diffusion.PictureSides;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.erasure.ErasedConcept;
import org.dafusion.erasure.ErasurePlan;
import org.dafusion.erasure.ErasurePreset;
import org.dafusion.erasure.ErasureSettings;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.cluster.JobDescription;
import org.dafusion.jobs.cluster.JobMetrics;
import org.dafusion.jobs.cluster.TrainingCost;
import org.dafusion.jobs.cluster.TrainingMeters;
import org.dafusion.jobs.cluster.WorkCost;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.stage.PlacedRows;
import org.dafusion.jobs.stage.PlannedUnits;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.RefusedRows;
import org.dafusion.jobs.stage.RunClock;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.stage.TrainingCounter;
import org.dafusion.jobs.table.Checkpoints;
import org.dafusion.jobs.table.ErasureRow;
import org.dafusion.jobs.table.ErasuresTable;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.TableLease;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.schedule.NoiseSchedule;

/**
 * {@code examples} → {@code erasures}: for each class, or for all together, weights of the noise
 * predictor that no longer know it. A class that is there is not trained again, and one that was
 * interrupted goes on from its last checkpoint.
 */
public final class EraseStage implements Stage {
  /** The stage's word. */
  public static final String NAME = "erase";

  private final String workspace;
  private final ExampleSettings examples;
  private final ModelSettings model;
  private final ExecutorSettings executor;
  private final ErasureSettings erasure;

  /** The stage. */
  public EraseStage(
      String workspace,
      ExampleSettings examples,
      ModelSettings model,
      ExecutorSettings executor,
      ErasureSettings erasure) {
    this.workspace = workspace;
    this.examples = examples;
    this.model = model;
    this.executor = executor;
    this.erasure = erasure;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Workspace place = Workspace.at(spark, workspace);
    SelectedExamples selected = SelectedExamples.latest(place, examples);
    ModelFolder folder = ModelSource.open(model, place.hadoop());
    StableDiffusion.verify(folder, false);
    PictureSides.require(folder, Map.of("erase.size", erasure.size()));
    ErasurePlan plan = plan(folder);
    EraseRun run =
        new EraseRun(model, folder.digest(), executor, erasure, selected.classNames(place));
    progress.say(line(run, plan));
    Work work = new Work(spark, place, progress, run);
    try (TableLease lease = work.table.lease(progress::say)) {
      return work.erase(selected.run());
    }
  }

  /** Whether the sampler can take so many steps on the model's schedule. */
  private ErasurePlan plan(ModelFolder folder) {
    try {
      return ErasurePlan.of(erasure.preset(), NoiseSchedule.from(folder.config("scheduler")));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException(
          List.of(
              new Problem(
                  "erase.presets.%s.sampling-steps".formatted(erasure.preset().name()),
                  "must suit the noise schedule of %s: %s".formatted(model.path(), e.getMessage()),
                  "")));
    }
  }

  /** What it will cost, in rows of the noise predictor, which take nearly all time. */
  private static String line(EraseRun run, ErasurePlan plan) {
    ErasurePreset preset = run.erasure().preset();
    int latents = run.erasure().partialLatents();
    double sampling = plan.meanSteps(latents) * (preset.startGuidance() > 1 ? 2 : 1);
    return String.format(
        Locale.ROOT,
        "erase: %d concepts, preset %s: %s weights, %d iterations of %d latents of %d x %d pixels;"
            + " about %.0f UNet rows each, %d of them with a backward pass, %.0f in all",
        run.concepts().size(),
        preset.name(),
        preset.trainMethod(),
        preset.iterations(),
        latents,
        run.erasure().size(),
        run.erasure().size(),
        sampling + 3 * latents,
        latents,
        run.concepts().size() * preset.iterations() * (sampling + 3 * latents));
  }

  /** One execution of the stage. */
  private static final class Work {
    private final SparkSession spark;
    private final Workspace place;
    private final Progress progress;
    private final EraseRun run;
    private final RunTable table;

    Work(SparkSession spark, Workspace place, Progress progress, EraseRun run) {
      this.spark = spark;
      this.place = place;
      this.progress = progress;
      this.run = run;
      this.table = ErasuresTable.in(place);
    }

    Summary erase(String examplesRun) {
      try (JobDescription description =
          JobDescription.of(spark, "erase, run " + run.id() + ": forget concepts")) {
        return describedErase(examplesRun);
      }
    }

    private Summary describedErase(String examplesRun) {
      RunClock clock = RunClock.start();
      Configuration hadoop = place.hadoop();
      CollectionAccumulator<String> devices =
          spark.sparkContext().collectionAccumulator("devices of " + run.id());
      CollectionAccumulator<String> notes =
          spark.sparkContext().collectionAccumulator("notes of " + run.id());
      List<Row> missing = missing();
      Checkpoints checkpoints = Checkpoints.in(place, run.id());
      TrainingMeters meters = new TrainingMeters(spark);
      long added = 0;
      if (!missing.isEmpty()) {
        int iterations = run.erasure().preset().iterations();
        try (TrainingCounter counter =
            new TrainingCounter(spark, progress, NAME, missing.size(), iterations)) {
          EraseConcepts erasing =
              new EraseConcepts(
                  run,
                  place.location(),
                  checkpoints,
                  place.hadoopForTasks(),
                  counter.steps(),
                  meters,
                  devices,
                  notes);
          added =
              table.append(
                  placed(missing).mapPartitions(erasing, ErasuresTable.ENCODER).collectAsList());
        }
      }
      TrainingCost cost = meters.cost();
      JobMetrics.of(spark).trained(cost);
      // the run may be another data set's too, and its other classes still in work
      run.concepts().forEach(concept -> checkpoints.delete(concept.name(), hadoop));
      List<String> planned = run.concepts().stream().map(ErasedConcept::name).toList();
      PlannedUnits.of(NAME, run.id(), planned, table.read(run.id())).requireDone();
      TrainingCost before =
          table
              .manifest()
              .find(run.id())
              .map(r -> TrainingCost.from(r.results()))
              .orElse(TrainingCost.NONE);
      table
          .manifest()
          .record(
              clock
                  .manifest(
                      run.id(),
                      NAME,
                      run.settings(),
                      Map.of("examples", examplesRun, "model", run.modelDigest()),
                      Map.of("erase", run.erasure().seed()),
                      table,
                      new TreeSet<>(devices.value()))
                  .yielding(Map.of(WorkCost.KEY, before.plus(cost).toMap())));
      table.seal(run.id());
      return summary(added, cost, new TreeSet<>(notes.value()));
    }

    /** One cheap row for each concept that is wanted and not there. */
    private List<Row> missing() {
      Set<String> there = table.ids(run.id());
      List<Row> rows = new ArrayList<>();
      for (ErasedConcept concept : run.concepts()) {
        if (!there.contains(concept.name())) {
          String[] prompts = concept.prompts().toArray(String[]::new);
          rows.add(RowFactory.create(rows.size(), concept.name(), prompts));
        }
      }
      return rows;
    }

    /** Each in a partition of its own. */
    private Dataset<Row> placed(List<Row> concepts) {
      return PlacedRows.of(
          spark.createDataFrame(concepts, EraseConcepts.PLAN),
          IntStream.range(0, concepts.size()).boxed().toList());
    }

    private Summary summary(long added, TrainingCost cost, Set<String> notes) {
      List<String> wanted = run.concepts().stream().map(ErasedConcept::name).toList();
      List<ErasureRow> rows =
          table.read(run.id()).orderBy("id").collectAsList().stream()
              .map(ErasuresTable::fromRow)
              .filter(row -> wanted.contains(row.className()))
              .toList();
      long refused = rows.stream().filter(row -> row.status() != Status.OK).count();
      List<String> lines = new ArrayList<>(notes);
      lines.add(
          "erase: run %s has %d concepts, %d of them new, %d without a result"
              .formatted(run.id(), rows.size(), added, refused));
      rows.stream().filter(row -> row.status() == Status.OK).forEach(row -> lines.add(told(row)));
      if (cost.sampleSteps() > 0) {
        lines.add(cost.line(NAME));
      }
      lines.addAll(RefusedRows.lines(table, run.id(), wanted));
      return new Summary(lines, rows.size(), refused);
    }

    private static String told(ErasureRow row) {
      return String.format(
          Locale.ROOT,
          "erase: %s, loss %.6f, %.1f MB in %s",
          row.className(),
          row.loss(),
          row.bytes() / 1e6,
          row.file());
    }
  }
}
