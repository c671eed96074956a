package org.dafusion.jobs.cli;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.LeakageSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.config.Rules;
import org.dafusion.data.FewShotSplit;
import org.dafusion.erasure.ErasureSettings;
import org.dafusion.jobs.augment.AugmentStage;
import org.dafusion.jobs.augment.PictureCheck;
import org.dafusion.jobs.benchmark.BenchmarkArm;
import org.dafusion.jobs.benchmark.BenchmarkDataset;
import org.dafusion.jobs.benchmark.BenchmarkMethod;
import org.dafusion.jobs.benchmark.BenchmarkSettings;
import org.dafusion.jobs.benchmark.BenchmarkStage;
import org.dafusion.jobs.benchmark.CountedTrials;
import org.dafusion.jobs.benchmark.DatasetNames;
import org.dafusion.jobs.benchmark.RateSettings;
import org.dafusion.jobs.classify.ClassifySettings;
import org.dafusion.jobs.classify.ClassifyStage;
import org.dafusion.jobs.doctor.DoctorSettings;
import org.dafusion.jobs.doctor.DoctorStage;
import org.dafusion.jobs.erase.EraseStage;
import org.dafusion.jobs.examples.DatasetSettings;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.LimitSettings;
import org.dafusion.jobs.examples.PrepareStage;
import org.dafusion.jobs.examples.RangelandSettings;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.export.ExportSettings;
import org.dafusion.jobs.export.ExportStage;
import org.dafusion.jobs.inspect.InspectSettings;
import org.dafusion.jobs.inspect.InspectStage;
import org.dafusion.jobs.invert.InvertStage;
import org.dafusion.jobs.pictures.InvertSettings;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.pretrain.CaptionSettings;
import org.dafusion.jobs.pretrain.CardSettings;
import org.dafusion.jobs.pretrain.PretrainStage;
import org.dafusion.jobs.report.ReportSettings;
import org.dafusion.jobs.report.ReportStage;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.train.SaveSettings;
import org.dafusion.jobs.train.TrainStage;
import org.dafusion.pretrain.PretrainSettings;

/**
 * Reads the blocks of settings that a stage needs, at once, so that all their problems are known
 * before any stage is made; a stage is made when its supplier is asked, after the settings were
 * verified.
 */
final class StageFactory {
  private final ExperimentConfig experiment;
  private final String workspace;
  private final String command;
  private final boolean planOnly;

  /**
   * @param command that the user gave, as it would be given again
   * @param planOnly whether a benchmark is only to tell what there is to do
   */
  StageFactory(ExperimentConfig experiment, String command, boolean planOnly) {
    this.experiment = experiment;
    this.command = command;
    this.planOnly = planOnly;
    this.workspace = experiment.config().getString("workspace");
    experiment.read(
        c -> {
          Rules.of("").notEmpty("workspace", workspace).place("workspace", workspace).verify();
          return workspace;
        });
  }

  Supplier<Stage> prepare() {
    Supplier<ExampleSettings> examples = examples();
    return () -> new PrepareStage(workspace, examples.get());
  }

  Supplier<Stage> erase() {
    Supplier<ExampleSettings> examples = examples();
    ModelSettings model = experiment.read(c -> ModelSettings.from(c.getConfig("model")));
    ExecutorSettings executor =
        experiment.read(c -> ExecutorSettings.from(c.getConfig("executor")));
    ErasureSettings erasure = experiment.read(c -> ErasureSettings.from(c.getConfig("erase")));
    return () -> new EraseStage(workspace, examples.get(), model, executor, erasure);
  }

  Supplier<Stage> invert() {
    Supplier<ExampleSettings> examples = examples();
    Supplier<PictureSettings> pictures = pictures();
    return () -> new InvertStage(workspace, examples.get(), pictures.get());
  }

  /**
   * The whole pipeline: a benchmark where one is wanted, else a trial of each method on one draw,
   * and what came of it as a page.
   */
  List<Supplier<Stage>> all() {
    if (planOnly) {
      return List.of(benchmark());
    }
    List<Supplier<Stage>> stages = new ArrayList<>();
    if (experiment.config().getStringList("benchmark.methods").isEmpty()) {
      stages.add(prepare());
      stages.addAll(oneDraw());
    } else {
      for (ExperimentConfig own : datasets().values()) {
        Supplier<ExampleSettings> examples = examples(own);
        stages.add(() -> new PrepareStage(workspace, examples.get()));
      }
      stages.add(benchmark());
    }
    Supplier<Stage> report = report();
    if (experiment.config().getBoolean("report.enabled")) {
      stages.add(report);
    }
    return stages;
  }

  /** Classes are erased and tokens learned where that is wanted. */
  private List<Supplier<Stage>> oneDraw() {
    List<Supplier<Stage>> stages = new ArrayList<>();
    Supplier<ExampleSettings> examples = examples();
    Supplier<PictureSettings> pictures = pictures();
    stages.add(() -> new PictureCheck(workspace, examples.get(), pictures.get()));
    if (experiment.problems().isEmpty() && pictures.get().erases()) {
      stages.add(erase());
    }
    if (experiment.problems().isEmpty() && pictures.get().wantTokens()) {
      stages.add(invert());
    }
    stages.add(augment());
    stages.add(train());
    return stages;
  }

  Supplier<Stage> augment() {
    Supplier<ExampleSettings> examples = examples();
    Supplier<PictureSettings> pictures = pictures();
    return () -> new AugmentStage(workspace, examples.get(), pictures.get());
  }

  Supplier<Stage> train() {
    Supplier<ExampleSettings> examples = examples();
    Supplier<PictureSettings> pictures = pictures();
    ClassifierSettings classifier =
        experiment.read(c -> ClassifierSettings.from(c.getConfig("classifier")));
    SaveSettings save = experiment.read(c -> SaveSettings.from("classifier", c));
    return () -> new TrainStage(workspace, examples.get(), pictures.get(), classifier, save);
  }

  Supplier<Stage> pretrain() {
    Supplier<ExampleSettings> examples = examples();
    ExecutorSettings executor =
        experiment.read(c -> ExecutorSettings.from(c.getConfig("executor")));
    PretrainSettings settings =
        experiment.read(c -> PretrainSettings.from(c.getConfig("pretrain")));
    CaptionSettings captions = experiment.read(c -> CaptionSettings.from(c.getConfig("pretrain")));
    CardSettings card = experiment.read(c -> CardSettings.from(c.getConfig("pretrain.card")));
    return () ->
        new PretrainStage(workspace, examples.get(), executor, settings, captions, card, command);
  }

  Supplier<Stage> benchmark() {
    RateSettings rates = experiment.read(c -> RateSettings.from(c.getConfig("benchmark.rates")));
    List<Supplier<BenchmarkDataset>> datasets = new ArrayList<>();
    datasets().forEach((name, own) -> datasets.add(dataset(name, own)));
    SaveSettings save = experiment.read(c -> SaveSettings.from("benchmark", c));
    return () ->
        new BenchmarkStage(
            workspace, datasets.stream().map(Supplier::get).toList(), rates, save, planOnly);
  }

  /**
   * The datasets of the benchmark by name, each with the experiment that it is: this one, with the
   * dataset's own block laid over it. The only one, without a name, where none is named.
   */
  private Map<String, ExperimentConfig> datasets() {
    DatasetNames named = experiment.read(DatasetNames::from);
    Map<String, ExperimentConfig> datasets = new LinkedHashMap<>();
    if (named == null || named.names().isEmpty()) {
      datasets.put("", experiment);
      return datasets;
    }
    for (String name : named.names()) {
      String block = ConfigUtil.joinPath("benchmark", "dataset", name);
      Set<String> keys = experiment.config().getObject(block).keySet();
      datasets.put(name, experiment.overlaid(block, keys));
    }
    return datasets;
  }

  private Supplier<BenchmarkDataset> dataset(String name, ExperimentConfig own) {
    Supplier<ExampleSettings> examples = examples(own);
    BenchmarkSettings grid = own.read(BenchmarkSettings::from);
    List<Supplier<BenchmarkArm>> arms = new ArrayList<>();
    for (String protocol : own.config().getStringList("benchmark.protocols")) {
      ExperimentConfig judged = own.with("classifier.protocol", protocol, "benchmark.protocols");
      own.config().getStringList("benchmark.methods").stream()
          .distinct()
          .forEach(method -> arms.add(arm(method, protocol, judged)));
    }
    return () ->
        new BenchmarkDataset(name, examples.get(), grid, arms.stream().map(Supplier::get).toList());
  }

  /** A method on a dataset, whose own blocks are laid over the experiment. */
  private static Supplier<BenchmarkArm> arm(
      String name, String protocol, ExperimentConfig dataset) {
    ExperimentConfig own = dataset.overlaid(BenchmarkMethod.block(name), BenchmarkMethod.OVERLAYS);
    BenchmarkMethod method = own.read(c -> BenchmarkMethod.from(name, c));
    boolean makes = method != null && method.wantsPictures();
    Supplier<PictureSettings> pictures =
        pictures(own, makes ? List.of(method.pictures()) : List.of());
    ClassifierSettings classifier =
        own.read(c -> ClassifierSettings.from(c.getConfig("classifier")));
    return () -> new BenchmarkArm(method, protocol, pictures.get(), classifier);
  }

  Supplier<Stage> report() {
    ReportSettings report = experiment.read(c -> ReportSettings.from(c.getConfig("report")));
    CountedTrials counted = report != null && report.countedOnly() ? counted() : null;
    return () -> new ReportStage(workspace, report, counted);
  }

  /** What the benchmark of these settings counts. */
  private CountedTrials counted() {
    Map<String, List<String>> protocols = new LinkedHashMap<>();
    datasets()
        .forEach(
            (name, own) -> protocols.put(name, own.config().getStringList("benchmark.protocols")));
    return CountedTrials.of(protocols);
  }

  Supplier<Stage> classify() {
    ClassifySettings classify =
        experiment.read(c -> ClassifySettings.from(c.getConfig("classify")));
    ExecutorSettings executor =
        experiment.read(c -> ExecutorSettings.from(c.getConfig("executor")));
    LimitSettings limits = experiment.read(c -> LimitSettings.from(c.getConfig("limits")));
    return () -> new ClassifyStage(workspace, classify, executor, limits);
  }

  Supplier<Stage> export() {
    ExportSettings export = experiment.read(c -> ExportSettings.from(c.getConfig("export")));
    return () -> new ExportStage(workspace, export);
  }

  Supplier<Stage> inspect() {
    InspectSettings inspect = experiment.read(c -> InspectSettings.from(c.getConfig("inspect")));
    return () -> new InspectStage(inspect);
  }

  Supplier<Stage> doctor() {
    Supplier<ExampleSettings> examples = examples();
    ModelSettings model = experiment.read(c -> ModelSettings.from(c.getConfig("model")));
    ExecutorSettings executor =
        experiment.read(c -> ExecutorSettings.from(c.getConfig("executor")));
    DoctorSettings doctor = experiment.read(c -> DoctorSettings.from(c.getConfig("doctor")));
    return () -> new DoctorStage(workspace, examples.get(), model, executor, doctor);
  }

  private Supplier<ExampleSettings> examples() {
    return examples(experiment);
  }

  private static Supplier<ExampleSettings> examples(ExperimentConfig experiment) {
    RangelandSettings rangeland =
        experiment.read(c -> RangelandSettings.from(c.getConfig("dataset.rangeland")));
    DatasetSettings dataset =
        experiment.read(c -> DatasetSettings.from(c.getConfig("dataset"), rangeland));
    FewShotSplit split = experiment.read(c -> FewShotSplit.from(c.getConfig("split")));
    LimitSettings limits = experiment.read(c -> LimitSettings.from(c.getConfig("limits")));
    return () -> new ExampleSettings(dataset, split, limits);
  }

  private Supplier<PictureSettings> pictures() {
    return pictures(experiment, experiment.config().getStringList("augment.methods"));
  }

  private static Supplier<PictureSettings> pictures(
      ExperimentConfig experiment, List<String> names) {
    ModelSettings model = experiment.read(c -> ModelSettings.from(c.getConfig("model")));
    ExecutorSettings executor =
        experiment.read(c -> ExecutorSettings.from(c.getConfig("executor")));
    AugmentSettings augment = experiment.read(c -> AugmentSettings.from(c.getConfig("augment")));
    List<MethodSettings> methods =
        names.stream()
            .map(name -> experiment.read(c -> MethodSettings.from(name, c.getConfig("augment"))))
            .toList();
    LeakageSettings leakage = experiment.read(c -> LeakageSettings.from(c.getConfig("leakage")));
    InvertSettings invert = experiment.read(c -> InvertSettings.from(c.getConfig("invert")));
    ErasureSettings erasure = experiment.read(c -> ErasureSettings.from(c.getConfig("erase")));
    boolean erases = experiment.config().getBoolean("erase.enabled");
    return () ->
        new PictureSettings(
            model, executor, augment, methods, leakage, invert, erases ? erasure : null);
  }
}
