package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.SparkSession;
import org.dafusion.diffusion.EditRequest;
import org.dafusion.diffusion.EditResult;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.diffusion.StepObserver;
import org.dafusion.engine.LostDeviceException;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.Test;

/** A GPU that answers with an error after which it answers nothing else. */
class TestLostGpu extends SparkTest {
  private static final Queue<String> REMOVED = new ConcurrentLinkedQueue<>();

  @Test
  void anExecutorThatLostItsGpuIsReplacedAndTheRunIsTheSame() throws IOException {
    PictureExperiment undisturbed = new PictureExperiment(spark, folder.resolve("undisturbed"));
    undisturbed.prepare();
    undisturbed.stage(Editing.DIFFUSION).run(spark, line -> {});
    List<String> expected = pictures(undisturbed);
    Path once = folder.resolve("once");
    REMOVED.clear();

    try (SparkSession cluster = openCluster(1, "spark.extraListeners", Removals.class.getName())) {
      PictureExperiment experiment = new PictureExperiment(cluster, folder.resolve("disturbed"));
      experiment.prepare();

      experiment.stage(new Failing(once.toString())).run(cluster, line -> {});

      assertThat(once).exists();
      assertThat(REMOVED).singleElement().asString().contains("exited with code 71");
      assertThat(pictures(experiment)).isEqualTo(expected);
    }
  }

  /** The process is the user's, and Spark's too. */
  @Test
  void inLocalModeTheJobEndsAndTheProcessDoesNot() throws Exception {
    PictureExperiment experiment = new PictureExperiment(spark, folder);
    experiment.prepare();
    AugmentStage stage = experiment.stage(new Failing(folder.resolve("once").toString()));

    assertThatThrownBy(() -> stage.run(spark, line -> {}))
        .satisfies(
            failure ->
                assertThat(LostDeviceException.in(failure))
                    .get()
                    .extracting(Throwable::getMessage)
                    .isEqualTo(
                        "The GPU is lost to this process, which has to be begun anew: CUDA error:"
                            + " device-side assert triggered"));
    awaitTasks();
  }

  private static List<String> pictures(PictureExperiment experiment) {
    return experiment.pictures(experiment.table().manifest().runs().get(0).run());
  }

  /** Notes why executors were removed. */
  public static final class Removals extends SparkListener {
    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
      REMOVED.add(removed.reason());
    }
  }

  /** Loses the GPU at the second picture, once and never again. */
  private record Failing(String marker) implements Editing {
    @Override
    public Iterator<EditResult> edit(
        StableDiffusion model,
        EditSettings settings,
        LearnedTokens tokens,
        Iterator<EditRequest> requests,
        StepObserver observer) {
      Iterator<EditResult> results = DIFFUSION.edit(model, settings, tokens, requests, observer);
      return new Iterator<>() {
        private int taken;

        @Override
        public boolean hasNext() {
          return results.hasNext();
        }

        @Override
        public EditResult next() {
          if (++taken == 2) {
            failOnce();
          }
          return results.next();
        }
      };
    }

    private void failOnce() {
      try {
        Files.createFile(Path.of(marker));
      } catch (FileAlreadyExistsException e) {
        return;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      // as PyTorch says it
      throw new EngineException(
          "CUDA error: device-side assert triggered\nCUDA kernel errors might be asynchronously"
              + " reported at some other API call");
    }
  }
}
