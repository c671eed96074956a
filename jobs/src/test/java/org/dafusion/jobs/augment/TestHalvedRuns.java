package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.LeakageSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.FewShotSplit;
import org.dafusion.diffusion.EditRequest;
import org.dafusion.diffusion.EditResult;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.diffusion.StepObserver;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.examples.DatasetSettings;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.LimitSettings;
import org.dafusion.jobs.examples.PrepareStage;
import org.dafusion.jobs.examples.RangelandSettings;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.pictures.InvertSettings;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.jobs.train.SaveSettings;
import org.dafusion.jobs.train.TrainStage;
import org.junit.jupiter.api.Test;

/** Runs on a device whose memory does not hold the batch. */
class TestHalvedRuns extends SparkTest {
  private final List<String> said = new ArrayList<>();

  @Test
  void theRestIsMadeWithHalfTheBatchAndReadAsOneRun() throws IOException {
    Experiment experiment = new Experiment(folder.resolve("small"));
    experiment.prepare();
    // ants and bees fill a part
    SmallDevice device = new SmallDevice(Map.of("cat", 2, "dog", 1));

    Summary summary = experiment.stage(device).run(spark, said::add);

    List<RunManifest> runs = experiment.table().manifest().runs();
    assertThat(runs)
        .extracting(RunManifest::continuedBy)
        .containsExactly(id(runs, 1), id(runs, 2), null);
    assertThat(runs)
        .extracting(run -> ((Number) run.settings().get("batch")).intValue())
        .containsExactly(4, 2, 1);
    assertThat(runs).extracting(run -> run.counts().get("ok")).containsExactly(8L, 4L, 4L);
    assertThat(said)
        .contains(
            "augment real-guidance: out of memory with augment.batch = 4; the 8 pictures left are"
                + " made with 2, as run "
                + id(runs, 1),
            "augment real-guidance: out of memory with augment.batch = 2; the 4 pictures left are"
                + " made with 1, as run "
                + id(runs, 2));
    assertThat(summary.lines())
        .contains(
            "augment: real-guidance, run "
                + id(runs, 0)
                + ": 16 pictures wanted, 16 of them new, 16 ok");
    assertThat(experiment.pictures(id(runs, 0))).isEqualTo(undisturbed());

    experiment.train();

    // the same command again, and one that wants more
    assertThat(experiment.stage(Editing.DIFFUSION).run(spark, said::add).lines())
        .anyMatch(line -> line.endsWith(": 16 pictures wanted, 0 of them new, 16 ok"));
    assertThat(experiment.table().read().count()).isEqualTo(16);
    experiment.stage(device, "augment.repeats=3").run(spark, said::add);
    assertThat(experiment.table().ids(id(runs, 2))).hasSize(4 + 8);
    assertThat(experiment.table().readContinued(id(runs, 0)).count()).isEqualTo(24);
  }

  /** Without lack of memory all pictures are those of one run. */
  private List<String> undisturbed() throws IOException {
    Experiment experiment = new Experiment(folder.resolve("large"));
    experiment.prepare();
    experiment.stage(Editing.DIFFUSION).run(spark, line -> {});
    List<RunManifest> runs = experiment.table().manifest().runs();
    assertThat(runs).hasSize(1);
    return experiment.pictures(id(runs, 0));
  }

  private static String id(List<RunManifest> runs, int number) {
    return runs.get(number).run();
  }

  /**
   * A device with room for so many pictures of some classes at a time. Where it has none it is
   * asked for more memory than any machine has.
   */
  private record SmallDevice(Map<String, Integer> room) implements Editing {
    @Override
    public Iterator<EditResult> edit(
        StableDiffusion model,
        EditSettings settings,
        LearnedTokens tokens,
        Iterator<EditRequest> requests,
        StepObserver observer) {
      Arriving arriving = new Arriving(settings.batch(), requests);
      return DIFFUSION.edit(model, settings, tokens, arriving, observer);
    }

    private final class Arriving implements Iterator<EditRequest> {
      private final int batch;
      private final Iterator<EditRequest> requests;

      Arriving(int batch, Iterator<EditRequest> requests) {
        this.batch = batch;
        this.requests = requests;
      }

      @Override
      public boolean hasNext() {
        return requests.hasNext();
      }

      @Override
      public EditRequest next() {
        EditRequest request = requests.next();
        String className = request.sourceId().split("/")[1];
        if (batch > room.getOrDefault(className, Integer.MAX_VALUE)) {
          try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
            // 2^44 numbers of four bytes
            scope.zeros(new Shape(1L << 44));
          }
        }
        return request;
      }
    }
  }

  /** Four classes, two sources each, two pictures of each source. */
  private record Experiment(Path folder) {
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
}
