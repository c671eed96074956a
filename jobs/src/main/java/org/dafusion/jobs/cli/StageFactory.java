package org.dafusion.jobs.cli;

import java.util.List;
import java.util.function.Supplier;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.config.Rules;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.stage.AugmentStage;
import org.dafusion.jobs.stage.DatasetSettings;
import org.dafusion.jobs.stage.InspectSettings;
import org.dafusion.jobs.stage.InspectStage;
import org.dafusion.jobs.stage.LimitSettings;
import org.dafusion.jobs.stage.PrepareStage;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.TrainStage;

/**
 * Reads the blocks of settings that a stage needs, at once, so that all their problems are known
 * before any stage is made; a stage is made when its supplier is asked, after the settings were
 * verified.
 */
final class StageFactory {
  private final ExperimentConfig experiment;
  private final String workspace;

  StageFactory(ExperimentConfig experiment) {
    this.experiment = experiment;
    this.workspace = experiment.config().getString("workspace");
    experiment.read(
        c -> {
          Rules.of("").notEmpty("workspace", workspace).verify();
          return workspace;
        });
  }

  Supplier<Stage> prepare() {
    DatasetSettings dataset = dataset();
    FewShotSplit split = split();
    LimitSettings limits = limits();
    return () -> new PrepareStage(workspace, dataset, split.seed(), limits);
  }

  Supplier<Stage> augment() {
    DatasetSettings dataset = dataset();
    FewShotSplit split = split();
    LimitSettings limits = limits();
    ModelSettings model = model();
    ExecutorSettings executor = executor();
    AugmentSettings augment = augmentSettings();
    List<MethodSettings> methods = methods();
    return () ->
        new AugmentStage(workspace, dataset, split, limits, model, executor, augment, methods);
  }

  Supplier<Stage> train() {
    DatasetSettings dataset = dataset();
    FewShotSplit split = split();
    LimitSettings limits = limits();
    ModelSettings model = model();
    ExecutorSettings executor = executor();
    AugmentSettings augment = augmentSettings();
    List<MethodSettings> methods = methods();
    ClassifierSettings classifier =
        experiment.read(c -> ClassifierSettings.from(c.getConfig("classifier")));
    return () ->
        new TrainStage(
            workspace, dataset, split, limits, model, executor, augment, methods, classifier);
  }

  Supplier<Stage> inspect() {
    InspectSettings inspect = experiment.read(c -> InspectSettings.from(c.getConfig("inspect")));
    return () -> new InspectStage(inspect);
  }

  private DatasetSettings dataset() {
    return experiment.read(c -> DatasetSettings.from(c.getConfig("dataset")));
  }

  private FewShotSplit split() {
    return experiment.read(c -> FewShotSplit.from(c.getConfig("split")));
  }

  private LimitSettings limits() {
    return experiment.read(c -> LimitSettings.from(c.getConfig("limits")));
  }

  private ModelSettings model() {
    return experiment.read(c -> ModelSettings.from(c.getConfig("model")));
  }

  private ExecutorSettings executor() {
    return experiment.read(c -> ExecutorSettings.from(c.getConfig("executor")));
  }

  private AugmentSettings augmentSettings() {
    return experiment.read(c -> AugmentSettings.from(c.getConfig("augment")));
  }

  private List<MethodSettings> methods() {
    return experiment.config().getStringList("augment.methods").stream()
        .map(name -> experiment.read(c -> MethodSettings.from(name, c.getConfig("augment"))))
        .toList();
  }
}
