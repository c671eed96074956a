package org.dafusion.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.diffusion.EditResult.Edited;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.schedule.NoiseSchedule;
import org.dafusion.schedule.TrajectoryState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of diffusers' pipelines, step by step. */
class TestImageToImageParity {
  private static final double LATENTS = 2e-4;
  private static final double PICTURE = 1e-4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pndm_s025",
        "pndm_s050",
        "pndm_s075",
        "pndm_s100",
        "ddim_s025",
        "ddim_s050",
        "ddim_s075",
        "ddim_s100",
        "dpm_s050",
        "euler_s050",
        "oddsize_negprompt",
        "noguidance_50steps"
      })
  void imageToImage(String name) {
    ModelFolder folder = ModelFolder.open(GoldenData.full("tiny-sd"));
    try (GoldenCase golden = GoldenCase.full("sd/img2img_" + name);
        StableDiffusion model = StableDiffusion.load(folder, Precision.FP32, Device.cpu(), false)) {
      Config run = golden.scalars();
      Image picture = RecordedRun.picture(golden);
      EditRequest request =
          new EditRequest(
              "golden",
              "source",
              picture,
              run.getString("prompt"),
              run.hasPath("negative_prompt") ? run.getString("negative_prompt") : "",
              run.getDouble("strength"),
              run.getDouble("guidance_scale"),
              0,
              null);
      EditSettings settings =
          new EditSettings(
              RecordedRun.kind(run),
              run.getInt("num_inference_steps"),
              1,
              picture.width(),
              picture.height(),
              MaskBlend.NEXT);
      Recorder recorder = new Recorder();
      Iterator<EditResult> results =
          new ImageToImage(model, settings, LearnedTokens.NONE, RecordedRun.noise(golden), recorder)
              .edit(List.of(request).iterator());

      assertThat(results.next()).isInstanceOf(Edited.class);
      assertThat(results.hasNext()).isFalse();
      recorder.compare(golden);
      golden.assertClose(
          "out.step_guided_model_output", RecordedRun.concat(recorder.predictions), LATENTS);
      float[] context =
          RecordedRun.concat(
              List.of(
                  model.textEncoder().encode(request.negativePrompt(), LearnedTokens.NONE),
                  model.textEncoder().encode(request.prompt(), LearnedTokens.NONE)));
      if (request.guided()) {
        golden.assertClose("out.text_embeddings_uncond_then_cond", context, 2e-5);
      }
      float[] decoded =
          model
              .vae()
              .decodeToUnit(
                  recorder.last(), model.vae().latentSize(picture.width(), picture.height()));
      golden.assertClose("out.image", RecordedRun.interleaved(decoded), PICTURE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ddim_s050",
        "ddim_s100",
        "dpm_s050",
        "dpm_s100",
        "dpm_trailing_s050",
        "euler_trailing_s050"
      })
  void velocityPrediction(String name) {
    Path unet = GoldenData.full("sd2/unet");
    try (GoldenCase golden = GoldenCase.full("sd2/img2img_v_" + name);
        NoisePredictor predictor = RecordedRun.predictor(unet)) {
      Config run = golden.scalars();
      TrajectoryState state =
          NoiseSchedule.from(run.getConfig("scheduler"))
              .trajectory(
                  RecordedRun.kind(run),
                  run.getInt("num_inference_steps"),
                  run.getDouble("strength"))
              .begin(golden.floats("in.latents"), golden.floats("in.latent_noise"));
      golden.assertClose("out.first_step_sample", state.sample(), LATENTS);
      float[] contexts = golden.floats("in.text_embeddings_uncond_then_cond");
      Recorder recorder = denoise(golden, predictor, state, contexts, "in.latents");
      recorder.compare(golden);
      golden.assertClose("out.latents", recorder.last(), LATENTS);
    }
  }

  /** Takes one row through all its steps. */
  private static Recorder denoise(
      GoldenCase golden,
      NoisePredictor predictor,
      TrajectoryState state,
      float[] contexts,
      String latents) {
    long[] shape = golden.shape(latents);
    LatentSize size = new LatentSize((int) shape[1], (int) shape[2], (int) shape[3]);
    int half = contexts.length / 2;
    Edit edit =
        new Edit(
            new EditRequest(
                "golden",
                "source",
                new Image(1, 1, new byte[3]),
                "",
                "",
                1,
                golden.scalars().getDouble("guidance_scale"),
                0,
                null),
            state,
            Arrays.copyOfRange(contexts, half, 2 * half),
            Arrays.copyOf(contexts, half),
            null);
    Recorder recorder = new Recorder();
    while (!edit.done()) {
      List<float[]> predictions =
          predictor.predictNoise(
              edit.rows(), 2, size, new ai.djl.ndarray.types.Shape(77, predictor.contextWidth()));
      edit.advance(predictions, recorder);
    }
    return recorder;
  }

  private static final class Recorder implements StepObserver {
    private final List<Double> timesteps = new ArrayList<>();
    private final List<float[]> predictions = new ArrayList<>();
    private final List<float[]> samples = new ArrayList<>();

    @Override
    public void stepped(String id, int step, double timestep, float[] prediction, float[] sample) {
      timesteps.add(timestep);
      predictions.add(prediction);
      samples.add(sample.clone());
    }

    float[] last() {
      return samples.get(samples.size() - 1);
    }

    void compare(GoldenCase golden) {
      float[] expected = golden.floats("out.step_timesteps");
      assertThat(timesteps).hasSize(expected.length);
      for (int i = 0; i < expected.length; i++) {
        assertThat(timesteps.get(i))
            .isCloseTo(expected[i], org.assertj.core.api.Assertions.within(1e-4));
      }
      golden.assertClose("out.step_prev_sample", RecordedRun.concat(samples), LATENTS);
    }
  }
}
