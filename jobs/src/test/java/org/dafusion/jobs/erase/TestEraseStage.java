package org.dafusion.jobs.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.FewShotSplit;
import org.dafusion.diffusion.SafetyCheck;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.erasure.ConceptErasure;
import org.dafusion.erasure.ErasedConcept;
import org.dafusion.erasure.ErasureObserver;
import org.dafusion.erasure.ErasureSettings;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.cluster.Activity;
import org.dafusion.jobs.cluster.TrainingCost;
import org.dafusion.jobs.examples.DatasetSettings;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.ExamplesRun;
import org.dafusion.jobs.examples.LimitSettings;
import org.dafusion.jobs.examples.PrepareStage;
import org.dafusion.jobs.examples.RangelandSettings;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.executor.ExecutorModels;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.Checkpoints;
import org.dafusion.jobs.table.ErasureRow;
import org.dafusion.jobs.table.ErasuresTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.Workspace;
import org.junit.jupiter.api.Test;

/** What an interruption leaves behind, and what the next run makes of it. */
class TestEraseStage extends SparkTest {
  private final Config config =
      ExperimentConfig.load(
              ExperimentConfig.reference(),
              null,
              List.of(
                  "dataset.path=rangeland",
                  "dataset.rangeland.train-per-class=8",
                  "dataset.rangeland.validation-per-class=8",
                  "model.path=random",
                  "erase.size=32",
                  "erase.scope=all-classes",
                  "erase.preset-defaults.iterations=4",
                  "erase.preset-defaults.sampling-steps=3"),
              Map.of("erase.presets", "erase.preset-defaults"))
          .config();
  private final ExampleSettings examples =
      new ExampleSettings(
          DatasetSettings.from(
              config.getConfig("dataset"),
              RangelandSettings.from(config.getConfig("dataset.rangeland"))),
          FewShotSplit.from(config.getConfig("split")),
          LimitSettings.from(config.getConfig("limits")));
  private final ModelSettings model = ModelSettings.from(config.getConfig("model"));
  private final ExecutorSettings executor = ExecutorSettings.from(config.getConfig("executor"));
  private final ErasureSettings erasure = ErasureSettings.from(config.getConfig("erase"));

  @Test
  void aTrainingGoesOnFromItsCheckpointToTheSameBits() {
    List<String> lines = new ArrayList<>();
    List<Row> expected = erased("undisturbed", lines);
    assertThat(lines.get(lines.size() - 1)).startsWith("erase: 4 of 4 steps of 1 concepts");

    EraseRun run = interrupt("interrupted", erasure);
    assertThat(erased("interrupted", lines)).isEqualTo(expected);
    assertThat(run.id()).isEqualTo(expected.get(0).getAs("run"));
  }

  /** Four iterations of so many latents each. */
  @Test
  void whatItCostIsToldAndKept() {
    Workspace place = place("costs");
    EraseStage stage = new EraseStage(place.location(), examples, model, executor, erasure);
    new PrepareStage(place.location(), examples).run(spark, line -> {});

    Summary summary = stage.run(spark, line -> {});

    TrainingCost cost = cost(place);
    assertThat(cost.samples()).isEqualTo(Map.of("cpu", 4L * erasure.partialLatents()));
    assertThat(cost.seconds(Activity.UNET)).isPositive();
    assertThat(cost.seconds(Activity.TEXT_ENCODER)).isPositive();
    assertThat(cost.share(Activity.UNET)).isBetween(0.5, 1.0);
    assertThat(summary.lines()).contains(cost.line("erase"));

    // nothing is left to do, and nothing is added
    assertThat(stage.run(spark, line -> {}).lines())
        .noneMatch(line -> line.contains("device seconds"));
    assertThat(cost(place)).isEqualTo(cost);
  }

  private static TrainingCost cost(Workspace place) {
    return TrainingCost.from(ErasuresTable.in(place).manifest().runs().get(0).results());
  }

  @Test
  void aCheckpointThatDoesNotBelongIsNotIgnored() {
    EraseRun run = interrupt("mixed", erasure);
    Workspace place = place("mixed");
    Path local = folder.resolve("checkpoint.safetensors");
    Checkpoints.in(place, run.id()).fetch(ErasedConcept.ALL, local, place.hadoop());
    EraseStage other =
        new EraseStage(
            place.location(),
            examples,
            model,
            executor,
            new ErasureSettings(
                erasure.preset(), "all-classes", "a {name}", 32, 1, "fp32", 100, 0));
    EraseRun otherRun =
        new EraseRun(
            model,
            run.modelDigest(),
            executor,
            new ErasureSettings(erasure.preset(), "all-classes", "a {name}", 32, 1, "fp32", 100, 0),
            run.classNames());
    Checkpoints.in(place, otherRun.id()).store(ErasedConcept.ALL, local, place.hadoop());

    assertThatThrownBy(() -> other.run(spark, line -> {}))
        .hasStackTraceContaining("because it is of another training: dafusion.prompts must be a ");

    // what the failed training may have left in its model is nobody's original
    int loads = ExecutorModels.loads();
    Checkpoints.in(place, otherRun.id()).delete(ErasedConcept.ALL, place.hadoop());
    other.run(spark, line -> {});
    assertThat(ExecutorModels.loads()).isEqualTo(loads + 1);
  }

  @Test
  void classesOfOtherDataSetsAreLeftAlone() {
    ErasureSettings perClass =
        new ErasureSettings(erasure.preset(), "per-class", "{name}", 32, 1, "fp32", 1, 0);
    EraseRun run = interrupt("others", perClass);
    Workspace place = place("others");
    Checkpoints checkpoints = Checkpoints.in(place, run.id());
    Path local = folder.resolve("checkpoint.safetensors");
    assertThat(checkpoints.fetch(ErasedConcept.ALL, local, place.hadoop())).isTrue();
    ErasuresTable.in(place)
        .append(
            List.of(
                ErasuresTable.toRow(
                    new ErasureRow(
                        run.id(),
                        "other",
                        "other",
                        "paper",
                        1,
                        Double.NaN,
                        null,
                        null,
                        null,
                        0,
                        run.modelDigest(),
                        Status.DIVERGED,
                        "the other's reason"))));

    Summary summary =
        new EraseStage(place.location(), examples, model, executor, perClass)
            .run(spark, line -> {});

    assertThat(summary.lines()).noneMatch(line -> line.contains("other"));
    assertThat(summary.lines().get(0)).endsWith(" new, 0 without a result");
    assertThat(checkpoints.fetch(ErasedConcept.ALL, local, place.hadoop())).isTrue();
    String own = run.concepts().get(0).name();
    assertThat(checkpoints.fetch(own, local, place.hadoop())).isFalse();
  }

  private List<Row> erased(String name, List<String> lines) {
    Workspace place = place(name);
    new PrepareStage(place.location(), examples).run(spark, line -> {});
    new EraseStage(place.location(), examples, model, executor, erasure).run(spark, lines::add);
    return ErasuresTable.in(place).read().orderBy("id").collectAsList();
  }

  /** Leaves the checkpoint of a training that ended after its second iteration. */
  private EraseRun interrupt(String name, ErasureSettings settings) {
    Workspace place = place(name);
    new PrepareStage(place.location(), examples).run(spark, line -> {});
    String examplesRun = new ExamplesRun(examples).latest(place);
    ModelFolder folderOfModel = ModelSource.open(model, place.hadoop());
    EraseRun run =
        new EraseRun(
            model,
            folderOfModel.digest(),
            executor,
            settings,
            new SelectedExamples(examplesRun, examples.split()).classNames(place));
    TorchRuntime.setThreads(executor.threads());
    try (StableDiffusion loaded =
            StableDiffusion.load(folderOfModel, Precision.FP32, Device.cpu(), SafetyCheck.OFF);
        ConceptErasure training =
            ConceptErasure.begin(loaded, run.modelDigest(), settings, run.concepts().get(0))) {
      Path local = folder.resolve("half.safetensors");
      assertThatThrownBy(() -> training.run(new StopsAfterTwo()))
          .isInstanceOf(IllegalStateException.class);
      training.save(local);
      Checkpoints.in(place, run.id()).store(ErasedConcept.ALL, local, place.hadoop());
      return run;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Workspace place(String name) {
    return Workspace.at(spark, folder.resolve(name).toString());
  }

  private static final class StopsAfterTwo implements ErasureObserver {
    @Override
    public void stepped(int iterations, double loss) {
      if (iterations == 2) {
        throw new IllegalStateException("interrupted");
      }
    }

    @Override
    public void checkpointDue(ConceptErasure erasure) {}
  }
}
