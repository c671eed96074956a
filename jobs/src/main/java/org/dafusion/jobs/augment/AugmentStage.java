package org.dafusion.jobs.augment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.CollectionAccumulator;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.augment.TokenChoice;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Problem;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.diffusion.SafetyCheck;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.cluster.JobDescription;
import org.dafusion.jobs.cluster.JobMetrics;
import org.dafusion.jobs.cluster.WorkCost;
import org.dafusion.jobs.cluster.WorkMeters;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.LimitSettings;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.pictures.RunTokens;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.dafusion.jobs.stage.PictureCounter;
import org.dafusion.jobs.stage.PlannedUnits;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.RefusedRows;
import org.dafusion.jobs.stage.RunClock;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.stage.TaskSlots;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.TableLease;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.schedule.NoiseSchedule;
import scala.reflect.ClassTag$;

/**
 * {@code examples} → {@code synthetic}: M pictures of each selected real image by each method. Only
 * pictures that the table lacks are made; a picture depends on nothing but its own run, source and
 * repeat.
 */
public final class AugmentStage implements Stage {
  /** The stage's word. */
  public static final String NAME = SyntheticRun.STAGE;

  /** What the manifest calls the steps of all pictures, as {@link UnetCalls} counts them. */
  public static final String UNET_CALLS = "unet-calls";

  /** Of runs from before they were counted. */
  private static final long UNKNOWN = -1;

  private final String workspace;
  private final ExampleSettings examples;
  private final ModelSettings model;
  private final AugmentSettings augment;
  private final List<MethodSettings> methods;
  private final LimitSettings limits;
  private final PictureSettings pictures;
  private final Editing editing;

  /** The stage. */
  public AugmentStage(String workspace, ExampleSettings examples, PictureSettings pictures) {
    this(workspace, examples, pictures, Editing.DIFFUSION);
  }

  /** The stage with a way of its own to make results of requests. */
  AugmentStage(
      String workspace, ExampleSettings examples, PictureSettings pictures, Editing editing) {
    this.workspace = workspace;
    this.examples = examples;
    this.limits = examples.limits();
    this.pictures = pictures;
    this.model = pictures.model();
    this.augment = pictures.augment();
    this.methods = pictures.methods();
    this.editing = editing;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Workspace place = Workspace.at(spark, workspace);
    return run(spark, progress, place, SelectedExamples.latest(place, examples));
  }

  /** Makes the pictures of a draw, whatever the settings say of the draw. */
  public Summary run(
      SparkSession spark, Progress progress, Workspace place, SelectedExamples selected) {
    String examplesRun = selected.run();
    FewShotSplit split = selected.split();
    List<String> classNames = selected.classNames(place);
    pictures.requireNoClassNames(classNames);
    List<ImageFile> drawn = selected.training(place);
    ModelFolder folder = ModelSource.open(model, place.hadoop());
    SafetyCheck check = model.check(folder);
    StableDiffusion.verify(folder, check.on());
    pictures.requireSides(folder);
    verifySteps(folder);
    String digest = folder.digest();
    ErasedUnets erased = ErasedUnets.of(place, pictures.eraseRun(digest, classNames));
    RunTokens tokens = RunTokens.of(place, pictures, examplesRun, split, digest, erased.identity());
    requireTokens(tokens, erased, drawn);
    progress.say(
        new AugmentPlan(augment, methods, NoiseSchedule.from(folder.config("scheduler")))
            .line(drawn.size(), model.precision()));
    try (DrawnSources sources =
        new DrawnSources(spark, place, examplesRun, drawn, augment.repeats())) {
      Work work = new Work(spark, place, progress, split, sources, tokens.choice(), erased);
      try (TableLease lease = work.table.lease(progress::say)) {
        work.make(syntheticRuns(examplesRun, digest, check, tokens, erased));
      }
      return work.summary();
    }
  }

  private List<SyntheticRun> syntheticRuns(
      String examplesRun, String digest, SafetyCheck check, RunTokens tokens, ErasedUnets erased) {
    return methods.stream()
        .map(
            method ->
                pictures.syntheticRun(
                    method, examplesRun, digest, check, tokens.identity(), erased.identity()))
        .toList();
  }

  /** Pictures of a class that could not be erased are refused one by one, and want no tokens. */
  private void requireTokens(RunTokens tokens, ErasedUnets erased, List<ImageFile> sources) {
    List<ImageFile> wanting =
        sources.stream().filter(s -> erased.refusal(s.className()) == null).toList();
    for (MethodSettings method : methods) {
      wanting.forEach(s -> tokens.require(method, s.className(), s.id()));
    }
  }

  /** Whether the sampler can take so many steps on the model's schedule. */
  private void verifySteps(ModelFolder folder) {
    try {
      NoiseSchedule.from(folder.config("scheduler"))
          .trajectory(augment.editSettings().scheduler(), augment.steps(), 1);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException(
          List.of(
              new Problem(
                  "augment.steps",
                  "must suit the noise schedule of %s: %s".formatted(model.path(), e.getMessage()),
                  "")));
    }
  }

  /** One execution of the stage: what it has made so far. */
  private final class Work {
    private final SparkSession spark;
    private final Workspace place;
    private final RunTable table;
    private final Progress progress;
    private final FewShotSplit split;
    private final DrawnSources sources;
    private final TokenChoice tokens;
    private final ErasedUnets erased;
    private final int slots;
    private final List<String> lines = new ArrayList<>();
    private long planned;
    private long refused;
    private long made;
    private double seconds;
    private WorkCost costs = WorkCost.NONE;

    Work(
        SparkSession spark,
        Workspace place,
        Progress progress,
        FewShotSplit split,
        DrawnSources sources,
        TokenChoice tokens,
        ErasedUnets erased) {
      this.spark = spark;
      this.place = place;
      this.table = SyntheticTable.in(place);
      this.progress = progress;
      this.split = split;
      this.sources = sources;
      this.tokens = tokens;
      this.erased = erased;
      this.slots = TaskSlots.of(spark);
    }

    void make(List<SyntheticRun> runs) {
      runs.forEach(this::make);
    }

    /** Makes what is missing of a run, in the last of the runs that continue it. */
    private void make(SyntheticRun first) {
      SyntheticRun run = first;
      for (int i = 1; i < table.continued(first.id()).size(); i++) {
        run = run.halved();
      }
      long before = made;
      try (JobDescription description =
          JobDescription.of(spark, label(first) + ", run " + first.id() + ": find and count")) {
        while (run != null) {
          run = attempt(first, run);
        }
        PlannedUnits.of(NAME, first.id(), sources.pictureIds(), sources.rows(table, first.id()))
            .requireDone();
        table.continued(first.id()).forEach(table::seal);
        report(first, made - before);
      }
    }

    /** Makes what is missing; answers the run that is to go on where memory ran out, else null. */
    private SyntheticRun attempt(SyntheticRun first, SyntheticRun run) {
      List<MissingPictures> missing = sources.missing(table, first.id());
      if (missing.isEmpty()) {
        record(run, RunClock.start(), WorkCost.NONE, new TreeSet<>(), null);
        return null;
      }
      long left = MissingPictures.count(missing);
      long least = Math.max(augment.commitEvery(), (long) run.augment().batch() * slots);
      try (PictureCounter counter = new PictureCounter(spark, progress, label(run), left)) {
        for (List<MissingPictures> part : Commits.of(missing, least, slots)) {
          SyntheticRun smaller = commit(run, part, counter, left);
          if (smaller != null) {
            return smaller;
          }
          left -= MissingPictures.count(part);
        }
      }
      return null;
    }

    /**
     * Makes a part and puts it into the table as a whole.
     *
     * @param left pictures that are missing, these among them
     * @return the run that is to go on where memory ran out, else null
     */
    private SyntheticRun commit(
        SyntheticRun run, List<MissingPictures> part, PictureCounter counter, long left) {
      RunClock clock = RunClock.start();
      CollectionAccumulator<String> devices =
          spark.sparkContext().collectionAccumulator("devices of " + run.id());
      WorkMeters meters = new WorkMeters(spark);
      WorkCost cost = WorkCost.NONE;
      SyntheticRun smaller = null;
      try (JobDescription description = JobDescription.of(spark, describe(run, part, left))) {
        made += table.append(run.id(), pictures(run, part, counter, meters, devices));
        cost = meters.cost();
        JobMetrics.of(spark).committed(cost);
        costs = costs.plus(cost);
      } catch (Exception e) {
        smaller = BatchHalving.of(run, e);
        progress.say(BatchHalving.line(run, smaller, left));
      }
      seconds += clock.seconds();
      record(run, clock, cost, new TreeSet<>(devices.value()), smaller);
      return smaller;
    }

    private static String describe(SyntheticRun run, List<MissingPictures> part, long left) {
      return "%s, run %s: make %d of %d missing pictures"
          .formatted(label(run), run.id(), MissingPictures.count(part), left);
    }

    private Dataset<Row> pictures(
        SyntheticRun run,
        List<MissingPictures> part,
        PictureCounter counter,
        WorkMeters meters,
        CollectionAccumulator<String> devices) {
      int partitions = augment.partitions() > 0 ? augment.partitions() : slots;
      return sources
          .placed(part, partitions, erased.byClass())
          .mapPartitions(
              new MakePictures(
                  run,
                  editing,
                  spark
                      .sparkContext()
                      .broadcast(tokens, ClassTag$.MODULE$.apply(TokenChoice.class)),
                  erased,
                  limits.maxPixels(),
                  place.hadoopForTasks(),
                  counter.tally(),
                  meters,
                  devices),
              SyntheticTable.ENCODER);
    }

    private void record(
        SyntheticRun run,
        RunClock clock,
        WorkCost cost,
        SortedSet<String> devices,
        SyntheticRun smaller) {
      Map<String, Object> settings = new LinkedHashMap<>(run.settings());
      settings.put("repeats", augment.repeats());
      settings.put("model.path", model.path());
      RunManifest manifest =
          clock
              .manifest(
                  run.id(),
                  NAME,
                  settings,
                  Map.of("examples", run.examples(), "model", run.modelDigest()),
                  seeds(run),
                  table,
                  devices)
              .continuedBy(smaller == null ? null : smaller.id());
      Optional<RunManifest> earlier = table.manifest().find(run.id());
      long counted = earlier.map(e -> e.counts().getOrDefault(UNET_CALLS, UNKNOWN)).orElse(0L);
      if (counted != UNKNOWN) {
        manifest = manifest.counting(UNET_CALLS, counted + cost.unetCalls());
      }
      WorkCost before = earlier.map(e -> WorkCost.from(e.results())).orElse(WorkCost.NONE);
      manifest = manifest.yielding(Map.of(WorkCost.KEY, before.plus(cost).toMap()));
      table
          .manifest()
          .record(
              run.check().on()
                  ? manifest.counting("resamples", resamples(table.read(run.id())))
                  : manifest);
    }

    /**
     * The draw's is among them only where the run's tokens were learned from that draw: any other
     * picture belongs to all draws that have its source.
     */
    private Map<String, Long> seeds(SyntheticRun run) {
      Map<String, Long> seeds = new TreeMap<>(Map.of("augment", augment.seed()));
      if (run.method().wantsTokens() && !pictures.invert().imports()) {
        seeds.put("split", split.seed());
      }
      return seeds;
    }

    private static long resamples(Dataset<Row> pictures) {
      Row sum = pictures.agg(functions.sum("resamples")).first();
      return sum.isNullAt(0) ? 0 : sum.getLong(0);
    }

    /** Judges the pictures that this invocation wants, not others that the run may hold. */
    private void report(SyntheticRun run, long pictures) {
      Dataset<Row> wanted = sources.rows(table, run.id());
      Map<String, Long> counts = new TreeMap<>();
      wanted
          .groupBy("status")
          .count()
          .collectAsList()
          .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
      long all = counts.values().stream().mapToLong(Long::longValue).sum();
      planned += all;
      refused += counts.getOrDefault(Status.REFUSED.text(), 0L);
      lines.add(
          "augment: %s, run %s: %d pictures wanted, %d of them new, %d ok%s"
              .formatted(
                  run.method().name(),
                  run.id(),
                  all,
                  pictures,
                  counts.getOrDefault(Status.OK.text(), 0L),
                  run.check().on()
                      ? ", %d flagged, %d resamples"
                          .formatted(
                              counts.getOrDefault(Status.FLAGGED.text(), 0L), resamples(wanted))
                      : ""));
      lines.addAll(RefusedRows.lines(table, run.id(), sources.pictureIds()));
    }

    Summary summary() {
      lines.add(
          String.format(
              Locale.ROOT,
              "augment: %d new pictures in %.1f s, %.2f images/s",
              made,
              seconds,
              seconds == 0 ? 0 : made / seconds));
      if (costs.made() > 0) {
        lines.add(costs.line(NAME));
      }
      return new Summary(lines, planned, refused);
    }

    private static String label(SyntheticRun run) {
      return NAME + " " + run.method().name();
    }
  }
}
