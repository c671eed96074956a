package org.dafusion.jobs.train;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.dafusion.classifier.Backbone;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.classifier.ClassifierTrainer;
import org.dafusion.classifier.FeatureStore;
import org.dafusion.classifier.HeldOutPictures;
import org.dafusion.classifier.Protocol;
import org.dafusion.classifier.TrialResult;
import org.dafusion.data.Example;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.Part;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.image.ImageDecoder;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.RunClock;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;

/**
 * Trains and evaluates trials on the driver and keeps what they found. The backbone is loaded, and
 * the validation pictures go through it, at the first trial that is not in the table, or before.
 * Trials share the features of the views that they have in common.
 */
public final class TrialRunner implements AutoCloseable {
  private final String stage;
  private final SparkSession spark;
  private final Workspace place;
  private final BackboneSource source;
  private final HeldOutImages heldOutImages;
  private final long maxPixels;
  private final Progress progress;
  private final TaskDevice device;
  private final RunTable table;
  private final Set<String> there;
  private final Map<String, HeldOutPictures> heldOut = new HashMap<>();
  private Backbone backbone;
  private HeldOutImages heldOutOf;
  private final Set<String> warned = new HashSet<>();
  private FeatureStore store;

  /**
   * The runner; nothing is loaded yet.
   *
   * @param stage whose word begins the lines that tell how it goes
   * @param heldOutImages what trials of one draw are judged by; others have theirs of these
   * @param maxPixels of a picture
   */
  public TrialRunner(
      String stage,
      SparkSession spark,
      Workspace place,
      BackboneSource source,
      HeldOutImages heldOutImages,
      ExecutorSettings executor,
      long maxPixels,
      Progress progress) {
    this.stage = stage;
    this.spark = spark;
    this.place = place;
    this.source = source;
    this.heldOutImages = heldOutImages;
    this.maxPixels = maxPixels;
    this.progress = progress;
    this.device = TaskDevice.ofDriver(executor.choice());
    this.table = TrialsTable.in(place);
    // the rows of a trial appear as a whole
    this.there =
        table.read().select("run").distinct().collectAsList().stream()
            .map(row -> row.getString(0))
            .collect(Collectors.toSet());
    TorchRuntime.setThreads(executor.threads());
  }

  /** Whether the table holds the trial. */
  public boolean isThere(PlannedTrial trial) {
    return there.contains(trial.id());
  }

  /** Seals a trial that was done before a process died, and not sealed. */
  void seal(PlannedTrial trial) {
    table.seal(List.of(trial.id()));
  }

  /** What trials found, by run; those that the table does not hold are left out. */
  public Map<String, TrialAccuracy> found(List<PlannedTrial> trials) {
    Map<String, List<TrialRow>> rows =
        table
            .read()
            .where(functions.col("run").isin(trials.stream().map(PlannedTrial::id).toArray()))
            .where(functions.col("metric").isin(TrialAccuracy.METRICS.toArray()))
            .where(functions.col("class").isNull())
            .collectAsList()
            .stream()
            .map(TrialsTable::fromRow)
            .collect(Collectors.groupingBy(TrialRow::run));
    return trials.stream()
        .map(PlannedTrial::id)
        .filter(rows::containsKey)
        .collect(Collectors.toMap(id -> id, id -> TrialAccuracy.of(rows.get(id))));
  }

  /**
   * Trains and evaluates.
   *
   * @param name of the trial to people
   * @param images of the trial's draw
   */
  public TrialAccuracy run(PlannedTrial trial, String name, TrialImages images) {
    String label = stage + ": " + name;
    RunClock clock = RunClock.start();
    Collection<Example> pictures =
        trial.synthetic() == null ? List.of() : images.synthetic(trial.synthetic());
    prepare(trial.classifier(), trial.split());
    progress.say(
        "%s, %d real images, %d synthetic, %d for validation"
            .formatted(
                label, images.training().size(), pictures.size(), heldOutOf.images().size()));
    ClassifierTrainer trainer = trainer(trial.classifier(), new TrialProgress(label, progress));
    TrialResult result =
        trainer.run(
            images.training(),
            pictures,
            heldOut(Part.VALIDATION, trial.classifier()),
            tests(trial.classifier()) ? heldOut(Part.TEST, trial.classifier()) : null);
    result.skipped().forEach(s -> progress.say("  skipped " + s.id() + ": " + s.reason()));
    TrialAccuracy accuracy = keep(trial, result, clock);
    TrialAccuracy.unselected(trial, accuracy).ifPresent(note -> progress.say("  " + note));
    return accuracy;
  }

  /**
   * Loads the backbone, and takes the pictures that trials are judged by (where it is frozen, sends
   * them through it), where no trial has done so.
   *
   * @param settings of a trial; all have the same backbone
   * @param split its draw
   */
  public void prepare(ClassifierSettings settings, FewShotSplit split) {
    warn(settings);
    if (store == null) {
      store = new FeatureStore(settings.featureMemory());
    }
    if (heldOutOf == null || !heldOutOf.judge(split)) {
      closeHeldOut();
      heldOutOf = heldOutImages.of(split);
    }
    heldOut(Part.VALIDATION, settings);
    if (tests(settings)) {
      heldOut(Part.TEST, settings);
    }
  }

  /** Tells what to know of the backbone before trusting a trial's results, once. */
  public void warn(ClassifierSettings settings) {
    source
        .warning(settings)
        .filter(warned::add)
        .ifPresent(warning -> progress.say(stage + ": " + warning));
  }

  private Backbone loaded() {
    if (backbone == null) {
      backbone = Backbone.load(source, device.torch());
    }
    return backbone;
  }

  /**
   * Saves the classifier of a trial that the table holds as a model folder, unless it is there.
   *
   * @param save which classifier of the trial; one is wanted
   * @return where it lies; nothing where the trial's head is not in the workspace any more
   */
  public Optional<String> save(PlannedTrial trial, SaveSettings save) {
    ClassifierFiles files = new ClassifierFiles(place);
    if (files.isThere(trial.id(), save.which())) {
      return Optional.of(files.location(trial.id()));
    }
    HeadFile heads = HeadFile.in(place);
    Optional<HeadFile.SavedHead> saved =
        save.moments().stream()
            .flatMap(moment -> heads.load(trial.id(), moment).stream())
            .findFirst();
    if (saved.isEmpty()) {
      progress.say(
          "%s: the classifier of %s cannot be saved because %s is not there any more"
              .formatted(
                  stage, trial.method(), heads.file(trial.id() + "-" + save.moments().get(0))));
      return Optional.empty();
    }
    files.save(trial, save.which(), loaded().with(saved.get().head(), saved.get().backbone()));
    return Optional.of(files.location(trial.id()));
  }

  private boolean tests(ClassifierSettings settings) {
    return settings.protocolInUse() == Protocol.CLEAN && !heldOutOf.testing().isEmpty();
  }

  private HeldOutPictures heldOut(Part part, ClassifierSettings settings) {
    return heldOut.computeIfAbsent(
        part.folderName() + " " + settings.heldOutKind(),
        kind -> {
          String label = "%s: %s pictures".formatted(stage, part.folderName());
          Collection<Example> images = part == Part.TEST ? heldOutOf.testing() : heldOutOf.images();
          return trainer(settings, new TrialProgress(label, progress)).heldOut(part, images);
        });
  }

  private ClassifierTrainer trainer(ClassifierSettings settings, TrialProgress told) {
    return new ClassifierTrainer(
        settings, loaded(), new ImageDecoder(maxPixels), heldOutImages.classNames(), told, store);
  }

  private TrialAccuracy keep(PlannedTrial trial, TrialResult result, RunClock clock) {
    String run = trial.id();
    List<TrialRow> rows =
        result.rows().stream()
            .map(row -> TrialAccuracy.row(row, run, trial, heldOutImages.dataset()))
            .toList();
    HeadFile.in(place).save(run, result);
    List<Row> encoded = rows.stream().map(TrialsTable::toRow).toList();
    new KeptTrial(trial, encoded, clock.seconds(), device.name()).into(table);
    there.add(run);
    return TrialAccuracy.of(rows);
  }

  private void closeHeldOut() {
    heldOut.values().forEach(HeldOutPictures::close);
    heldOut.clear();
  }

  @Override
  public void close() {
    closeHeldOut();
    if (backbone != null) {
      backbone.close();
    }
  }
}
