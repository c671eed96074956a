package org.dafusion.jobs.augment;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.LeakageSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.FewShotSplit;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.examples.DatasetSettings;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.LimitSettings;
import org.dafusion.jobs.examples.PrepareStage;
import org.dafusion.jobs.examples.RangelandSettings;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.pictures.InvertSettings;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.jobs.train.SaveSettings;
import org.dafusion.jobs.train.TrainStage;

/** Four classes, two sources each, two pictures of each source. */
record PictureExperiment(SparkSession spark, Path folder) {
  void prepare() throws IOException {
    for (String name : List.of("ant", "bee", "cat", "dog")) {
      photo("train/" + name + "/1.png", 10);
      photo("train/" + name + "/2.png", 20);
      photo("validation/" + name + "/1.png", 30);
    }
    new PrepareStage(workspace(), examples(settings())).run(spark, line -> {});
  }

  /** Of one colour. */
  private void photo(String name, int colour) throws IOException {
    byte[] rgb = new byte[24 * 20 * Image.CHANNELS];
    Arrays.fill(rgb, (byte) (colour + name.hashCode()));
    Path file = folder.resolve("photos").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, ImageEncoder.png(new Image(24, 20, rgb)));
  }

  private String workspace() {
    return folder.resolve("work").toString();
  }

  AugmentStage stage(Editing editing, String... overrides) {
    Config config = settings(overrides);
    return new AugmentStage(workspace(), examples(config), pictureSettings(config), editing);
  }

  void train() {
    Config config = settings();
    new TrainStage(
            workspace(),
            examples(config),
            pictureSettings(config),
            ClassifierSettings.from(config.getConfig("classifier")),
            SaveSettings.from("classifier", config))
        .run(spark, line -> {});
  }

  RunTable table() {
    return SyntheticTable.in(Workspace.at(spark, workspace()));
  }

  /** Every column but the run, and the bytes. */
  List<String> pictures(String run) {
    return table().readContinued(run).orderBy("id").collectAsList().stream()
        .map(
            row ->
                row.json().replaceFirst("\"run\":\"\\w+\"", "")
                    + Arrays.hashCode(row.<Row>getAs("image").<byte[]>getAs("bytes")))
        .toList();
  }

  private Config settings(String... overrides) {
    return ExperimentConfig.load(
            ExperimentConfig.reference(),
            null,
            Stream.concat(
                    Stream.of(
                        "dataset.path=" + folder.resolve("photos"),
                        "model.path=random",
                        "model.safety-checker=off",
                        "augment.size=32",
                        "augment.steps=2",
                        "augment.batch=4",
                        "augment.repeats=2",
                        "augment.commit-every=1",
                        "classifier.backbone=random",
                        "classifier.image-size=32",
                        "classifier.epochs=1",
                        "classifier.iterations-per-epoch=2",
                        "classifier.views=0"),
                    Stream.of(overrides))
                .toList(),
            Map.of(
                "augment.method", "augment.method-defaults",
                "invert.recipes", "invert.recipe-defaults"))
        .config();
  }

  private static ExampleSettings examples(Config config) {
    return new ExampleSettings(
        DatasetSettings.from(
            config.getConfig("dataset"),
            RangelandSettings.from(config.getConfig("dataset.rangeland"))),
        FewShotSplit.from(config.getConfig("split")),
        LimitSettings.from(config.getConfig("limits")));
  }

  private static PictureSettings pictureSettings(Config config) {
    return new PictureSettings(
        ModelSettings.from(config.getConfig("model")),
        ExecutorSettings.from(config.getConfig("executor")),
        AugmentSettings.from(config.getConfig("augment")),
        List.of(MethodSettings.from("real-guidance", config.getConfig("augment"))),
        LeakageSettings.from(config.getConfig("leakage")),
        InvertSettings.from(config.getConfig("invert")),
        null);
  }
}
