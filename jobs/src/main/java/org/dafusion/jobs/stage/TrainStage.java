package org.dafusion.jobs.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.classifier.Backbone;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.classifier.ClassifierTrainer;
import org.dafusion.classifier.TrialResult;
import org.dafusion.data.Example;
import org.dafusion.data.FewShotSplit;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.ImageDecoder;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.table.RunId;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.TrialRow;
import org.dafusion.jobs.table.TrialsTable;
import org.dafusion.jobs.table.Workspace;

/**
 * {@code examples} and {@code synthetic} → {@code trials}: trains and evaluates a classifier on the
 * driver, once on real images alone and once on the mixture of each method, so that a method's gain
 * or loss is seen beside its number.
 */
public final class TrainStage implements Stage {
  /** The stage's word. */
  public static final String NAME = "train";

  private final String workspace;
  private final ExamplesRun examples;
  private final FewShotSplit split;
  private final LimitSettings limits;
  private final PictureSettings pictures;
  private final ModelSettings model;
  private final ExecutorSettings executor;
  private final AugmentSettings augment;
  private final List<MethodSettings> methods;
  private final ClassifierSettings classifier;
  private final BackboneSource backbone;

  /** The stage. What is wrong with the backbone's file is told here, before any work is done. */
  public TrainStage(
      String workspace,
      ExampleSettings examples,
      PictureSettings pictures,
      ClassifierSettings classifier) {
    this.workspace = workspace;
    this.examples = new ExamplesRun(examples);
    this.split = examples.split();
    this.limits = examples.limits();
    this.pictures = pictures;
    this.model = pictures.model();
    this.executor = pictures.executor();
    this.augment = pictures.augment();
    this.methods = pictures.methods();
    this.classifier = classifier;
    this.backbone = BackboneSource.of(classifier.backbone());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Workspace place = Workspace.at(spark, workspace);
    String examplesRun = examples.latest(place);
    ModelFolder folder = ModelSource.open(model, spark.sparkContext().hadoopConfiguration());
    String digest = folder.digest();
    TrialImages images =
        TrialImages.read(place, new SelectedExamples(examplesRun, split), augment.repeats());
    backbone.warning().ifPresent(warning -> progress.say("train: " + warning));
    TaskDevice device = TaskDevice.ofDriver(executor.choice(), () -> TorchRuntime.gpuCount() > 0);
    List<TrialAccuracy> accuracies = new ArrayList<>();
    TorchRuntime.setThreads(executor.threads());
    try (Backbone network = Backbone.load(backbone, device.torch())) {
      Trials trials = new Trials(spark, place, images, network, device, progress);
      String erasures =
          ErasedUnets.identity(
              pictures, digest, new SelectedExamples(examplesRun, split).classNames(place));
      RunTokens tokens = RunTokens.of(place, pictures, examplesRun, split, digest, erasures);
      Map<String, String> synthetic = new LinkedHashMap<>();
      for (MethodSettings method : methods) {
        String run =
            new SyntheticRun(
                    examplesRun,
                    digest,
                    model,
                    executor,
                    augment,
                    method,
                    model.check(folder),
                    tokens.identity(),
                    erasures)
                .id();
        synthetic.put(method.name(), run);
        trials.require(method.name(), examplesRun, run);
      }
      accuracies.add(trials.run(TrialAccuracy.NONE, examplesRun, null));
      synthetic.forEach((method, run) -> accuracies.add(trials.run(method, examplesRun, run)));
    }
    return Summary.of(accuracies.stream().map(TrialAccuracy::line).toList());
  }

  /** The trials of one execution of the stage. */
  private final class Trials {
    private final SparkSession spark;
    private final Workspace place;
    private final TrialImages images;
    private final Backbone network;
    private final TaskDevice device;
    private final Progress progress;
    private final RunTable table;

    Trials(
        SparkSession spark,
        Workspace place,
        TrialImages images,
        Backbone network,
        TaskDevice device,
        Progress progress) {
      this.spark = spark;
      this.place = place;
      this.images = images;
      this.network = network;
      this.device = device;
      this.progress = progress;
      this.table = TrialsTable.in(place);
    }

    /** Checks that a trial's pictures are there, unless the table holds the trial already. */
    void require(String augmentation, String examplesRun, String synthetic) {
      String run = RunId.of(NAME, settings(augmentation, examplesRun, synthetic));
      if (table.read(run).isEmpty()) {
        images.requireSynthetic(synthetic);
      }
    }

    /**
     * Trains and evaluates, unless the table holds the trial already.
     *
     * @param synthetic run of the pictures to mix in, null for none
     */
    TrialAccuracy run(String augmentation, String examplesRun, String synthetic) {
      Map<String, Object> settings = settings(augmentation, examplesRun, synthetic);
      String run = RunId.of(NAME, settings);
      List<TrialRow> known =
          table.read(run).collectAsList().stream().map(TrialsTable::fromRow).toList();
      if (!known.isEmpty()) {
        progress.say("train: %s is in the table already, run %s".formatted(augmentation, run));
        return TrialAccuracy.of(augmentation, run, known);
      }
      RunClock clock = RunClock.start();
      List<Example> pictures = synthetic == null ? List.of() : images.synthetic(synthetic);
      progress.say(
          "train: %s, %d real images, %d synthetic, %d for validation"
              .formatted(
                  augmentation,
                  images.training().size(),
                  pictures.size(),
                  images.validation().size()));
      TrialResult result =
          new ClassifierTrainer(
                  classifier,
                  network,
                  new ImageDecoder(limits.maxPixels()),
                  images.classNames(),
                  new TrialProgress(augmentation, progress))
              .run(images.training(), pictures, images.validation());
      result.skipped().forEach(s -> progress.say("  skipped " + s.id() + ": " + s.reason()));
      List<TrialRow> rows =
          result.rows().stream()
              .map(
                  row ->
                      TrialAccuracy.row(
                          row, run, augmentation, images.dataset(), split, classifier.seed()))
              .toList();
      new HeadFile(place, spark.sparkContext().hadoopConfiguration()).save(run, result);
      List<Row> encoded = rows.stream().map(TrialsTable::toRow).toList();
      table.append(encoded);
      table
          .manifest()
          .record(
              clock.manifest(
                  run,
                  NAME,
                  settings,
                  inputs(examplesRun, synthetic),
                  Map.of("classifier", classifier.seed(), "split", split.seed()),
                  table,
                  new TreeSet<>(List.of(device.name()))));
      return TrialAccuracy.of(augmentation, run, rows);
    }

    private static Map<String, String> inputs(String examplesRun, String synthetic) {
      return synthetic == null
          ? Map.of("examples", examplesRun)
          : Map.of("examples", examplesRun, "synthetic", synthetic);
    }

    private Map<String, Object> settings(
        String augmentation, String examplesRun, String synthetic) {
      Map<String, Object> settings = new LinkedHashMap<>();
      settings.put("augmentation", augmentation);
      settings.put("examples", examplesRun);
      settings.put("examples-per-class", split.examplesPerClass());
      settings.put("split-seed", split.seed());
      settings.put("synthetic", synthetic == null ? "" : synthetic);
      settings.put("repeats", synthetic == null ? 0 : augment.repeats());
      settings.put(
          "synthetic-probability", synthetic == null ? 0.0 : classifier.syntheticProbability());
      settings.put("backbone", network.digest());
      settings.put("batch-norm", classifier.batchNorm());
      settings.put("learning-rate", classifier.learningRate());
      settings.put("batch", classifier.batch());
      settings.put("iterations-per-epoch", classifier.iterationsPerEpoch());
      settings.put("epochs", classifier.epochs());
      settings.put("image-size", classifier.imageSize());
      settings.put("views", classifier.views());
      settings.put("transform", classifier.transform());
      settings.put("normalisation", classifier.normalisation());
      settings.put("seed", classifier.seed());
      settings.put("threads", executor.threads());
      return settings;
    }
  }
}
