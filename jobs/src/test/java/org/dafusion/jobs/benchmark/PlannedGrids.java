package org.dafusion.jobs.benchmark;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.LeakageSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.data.Part;
import org.dafusion.diffusion.SafetyCheck;
import org.dafusion.erasure.ErasureSettings;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.pictures.InvertSettings;
import org.dafusion.jobs.pictures.PictureRuns;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.dafusion.jobs.train.PlannedTrial;
import org.dafusion.schedule.NoiseSchedule;

/** Grids over datasets of which only the sizes are made up; no file, no model and no Spark. */
final class PlannedGrids {
  /** Of Stable Diffusion v1-4. */
  private static final NoiseSchedule SCHEDULE =
      NoiseSchedule.from(
          ConfigFactory.parseString(
              "{_class_name: PNDMScheduler, beta_start: 0.00085, beta_end: 0.012,"
                  + " beta_schedule: scaled_linear, num_train_timesteps: 1000,"
                  + " skip_prk_steps: true, steps_offset: 1, set_alpha_to_one: false}"));

  private final BackboneSource backbone = BackboneSource.of(BackboneSource.RANDOM);
  private final List<String> settings = new ArrayList<>();

  /** Grids with settings that all datasets share. */
  PlannedGrids(String... settings) {
    this.settings.add("model.path=random");
    this.settings.add("classifier.backbone=random");
    this.settings.addAll(List.of(settings));
  }

  /**
   * A dataset, which has for each class five images for validation and one for the test besides.
   *
   * @param perClass images of each class, each with a mask
   * @param own settings laid over the common ones
   */
  PlannedDataset dataset(String name, int classes, int perClass, String... own) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(own));
    ExperimentConfig experiment =
        ExperimentConfig.load(
            ExperimentConfig.reference(),
            null,
            all,
            Map.of(
                "augment.method", "augment.method-defaults",
                "benchmark.method", "benchmark.method-defaults",
                "erase.presets", "erase.preset-defaults",
                "invert.recipes", "invert.recipe-defaults"));
    List<String> classNames =
        IntStream.range(0, classes).mapToObj(i -> "%s %03d".formatted(name, i)).toList();
    List<ImageFile> training = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      for (int i = 0; i < perClass; i++) {
        String id = "%s/%03d/%04d.jpg".formatted(name, label, i);
        training.add(ImageFile.of(id, "", label, classNames.get(label), Part.TRAIN).masked("mask"));
      }
    }
    BenchmarkSettings grid = experiment.read(BenchmarkSettings::from);
    List<BenchmarkArm> arms =
        grid.methods().stream().map(method -> arm(method, experiment)).toList();
    experiment.verify();
    Config config = experiment.config();
    String run = "examples of " + name;
    Map<BenchmarkArm, PictureRuns> runs = new HashMap<>();
    return PlannedDataset.of(
        new BenchmarkDataset(
            name,
            new ExampleSettings(null, FewShotSplit.from(config.getConfig("split")), null),
            grid,
            arms),
        run,
        classNames,
        new PlannedDataset.Drawing() {
          @Override
          public Map<FewShotSplit, List<ImageFile>> training(List<FewShotSplit> splits) {
            return new ListedDraws(name, training).training(splits);
          }

          @Override
          public HeldOutCount heldOut(FewShotSplit split) {
            return new HeldOutCount(5L * classes, classes);
          }
        },
        (arm, split) ->
            trial(arm, split, run, runs.computeIfAbsent(arm, a -> runs(a, run, classNames))));
  }

  private static BenchmarkArm arm(String name, ExperimentConfig experiment) {
    ExperimentConfig own =
        experiment.overlaid(BenchmarkMethod.block(name), BenchmarkMethod.OVERLAYS);
    BenchmarkMethod method = own.read(c -> BenchmarkMethod.from(name, c));
    own.verify();
    Config config = own.config();
    List<MethodSettings> making =
        method.wantsPictures()
            ? List.of(MethodSettings.from(method.pictures(), config.getConfig("augment")))
            : List.of();
    return new BenchmarkArm(
        method,
        config.getString("classifier.protocol"),
        new PictureSettings(
            ModelSettings.from(config.getConfig("model")),
            ExecutorSettings.from(config.getConfig("executor")),
            AugmentSettings.from(config.getConfig("augment")),
            making,
            LeakageSettings.from(config.getConfig("leakage")),
            InvertSettings.from(config.getConfig("invert")),
            config.getBoolean("erase.enabled")
                ? ErasureSettings.from(config.getConfig("erase"))
                : null),
        ClassifierSettings.from(config.getConfig("classifier")));
  }

  private static PictureRuns runs(BenchmarkArm arm, String run, List<String> classNames) {
    return new PictureRuns(
        arm.pictures(),
        run,
        "model",
        SafetyCheck.OFF,
        ErasedUnets.identity(arm.pictures().eraseRun("model", classNames)),
        "");
  }

  private BenchmarkDraw.Trial trial(
      BenchmarkArm arm, FewShotSplit split, String run, PictureRuns runs) {
    SyntheticRun pictures = arm.making() == null ? null : runs.synthetic(arm.making(), split);
    return new BenchmarkDraw.Trial(
        arm,
        PlannedTrial.of(
            arm.method().name(),
            new SelectedExamples(run, split),
            pictures == null ? null : pictures.id(),
            arm.pictures(),
            arm.classifier(split.seed()),
            backbone),
        pictures,
        SCHEDULE);
  }
}
