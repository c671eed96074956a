package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.dafusion.diffusion.EditRequest;
import org.dafusion.diffusion.EditResult;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.diffusion.StepObserver;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.RunManifest;
import org.junit.jupiter.api.Test;

/** Runs on a device whose memory does not hold the batch. */
class TestHalvedRuns extends SparkTest {
  private final List<String> said = new ArrayList<>();

  @Test
  void theRestIsMadeWithHalfTheBatchAndReadAsOneRun() throws IOException {
    PictureExperiment experiment = new PictureExperiment(spark, folder.resolve("small"));
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
    PictureExperiment experiment = new PictureExperiment(spark, folder.resolve("large"));
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
}
