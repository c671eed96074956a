package org.dafusion.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.Parity;
import org.dafusion.diffusion.EditResult.Edited;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.image.Mask;
import org.dafusion.schedule.NoiseSchedule;
import org.dafusion.schedule.Trajectory;
import org.dafusion.schedule.TrajectoryState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of diffusers' masked pipelines, before and after each blend. */
class TestMaskedEditParity {
  private static final double LATENTS = 2e-4;
  private static final double PICTURE = 1e-4;

  @ParameterizedTest
  @ValueSource(strings = {"pndm_s050", "pndm_s100", "ddim_s050", "ddim_s100"})
  void legacy(String name) {
    try (GoldenCase golden = GoldenCase.full("sd/inpaint_legacy_" + name)) {
      float[] kept = golden.floats("out.mask_tensor");
      Recorder recorder = edited(golden, MaskBlend.LEGACY);
      golden.assertClose("out.step_prev_sample", RecordedRun.concat(recorder.before), LATENTS);

      // upstream's listener hears of PNDM's steps from the second on, and of the last one before
      // the clean latents come in
      int steps = recorder.after.size();
      List<Integer> heard = golden.scalars().getIntList("callback_step_indices");
      assertThat(heard.get(heard.size() - 1)).isEqualTo(steps - 1);
      float[] callback = golden.floats("out.blended_latents_of_callback");
      for (int i = 0; i < heard.size(); i++) {
        float[] expected = Arrays.copyOfRange(callback, i * kept.length, (i + 1) * kept.length);
        float[] found = recorder.after.get(heard.get(i)).clone();
        if (heard.get(i) == steps - 1) {
          for (int k = 0; k < kept.length; k++) {
            found[k] = kept[k] == 0 ? found[k] : expected[k];
          }
        }
        double error = Parity.largestDifference(found, expected);
        Parity.note("sd/inpaint_legacy_" + name, error, LATENTS);
        assertThat(error).as("blended latents of step %d", heard.get(i)).isLessThan(LATENTS);
      }
      // clean latents came in after the last step, before the decoder's scaling
      float[] last = golden.floats("out.decoder_input");
      for (int i = 0; i < last.length; i++) {
        last[i] *= 0.18215f;
      }
      double error = Parity.largestDifference(recorder.last(), last);
      Parity.note("sd/inpaint_legacy_" + name, error, LATENTS);
      assertThat(error).as("last latents").isLessThan(LATENTS);
      assertThat(reduced(golden, MaskBlend.LEGACY, 8, 8, 4, true)).containsExactly(kept);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pndm_s050", "pndm_s075", "pndm_s100", "ddim_s050", "ddim_s075", "ddim_s100"})
  void next(String name) {
    try (GoldenCase golden = GoldenCase.full("sd/inpaint4ch_" + name)) {
      Recorder recorder = edited(golden, MaskBlend.NEXT);
      golden.assertClose(
          "out.step_prev_sample_before_blend", RecordedRun.concat(recorder.before), LATENTS);
      golden.assertClose("out.last_blended_latents", recorder.last(), LATENTS);
      List<float[]> inputs = new ArrayList<>(recorder.after);
      inputs.remove(inputs.size() - 1);
      inputs.add(0, golden.floats("out.first_step_sample"));
      golden.assertClose("out.step_input_sample", RecordedRun.concat(inputs), LATENTS);
      assertThat(reduced(golden, MaskBlend.NEXT, 8, 8, 1, false))
          .containsExactly(golden.floats("out.latent_mask"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddim_s050", "ddim_s100", "dpm_s050"})
  void velocityPrediction(String name) {
    try (GoldenCase golden = GoldenCase.full("sd2/inpaint4ch_v_" + name);
        NoisePredictor predictor = RecordedRun.predictor(GoldenData.full("sd2/unet"))) {
      Config run = golden.scalars();
      LatentSize size = new LatentSize(4, 8, 12);
      float[] clean = golden.floats("in.latents");
      float[] gaussian = golden.floats("in.latent_noise");
      double strength = run.getDouble("strength");
      Trajectory plan =
          NoiseSchedule.from(run.getConfig("scheduler"))
              .trajectory(RecordedRun.kind(run), run.getInt("num_inference_steps"), strength);
      TrajectoryState state = MaskBlend.NEXT.begin(plan, strength, clean, gaussian);
      golden.assertClose("out.first_step_sample", state.sample(), LATENTS);
      KeptPart kept =
          new KeptPart(RecordedRun.mask(golden), size, MaskBlend.NEXT, plan, clean, gaussian);
      float[] contexts = golden.floats("in.text_embeddings_uncond_then_cond");
      int half = contexts.length / 2;
      EditRequest request =
          new EditRequest(
              "golden",
              "source",
              new Image(1, 1, new byte[3]),
              "",
              "",
              strength,
              run.getDouble("guidance_scale"),
              0,
              null);
      Edit edit =
          new Edit(
              request,
              state,
              Arrays.copyOfRange(contexts, half, 2 * half),
              Arrays.copyOf(contexts, half),
              kept);
      Recorder recorder = new Recorder();
      while (!edit.done()) {
        edit.advance(
            predictor.predictNoise(edit.rows(), 2, size, new Shape(77, predictor.contextWidth())),
            recorder);
      }
      recorder.compareSteps(golden);
      golden.assertClose(
          "out.step_prev_sample_before_blend", RecordedRun.concat(recorder.before), LATENTS);
      golden.assertClose("out.step_blended_latents", RecordedRun.concat(recorder.after), LATENTS);
      golden.assertClose("out.latents", edit.latents(), LATENTS);
      assertThat(reduced(golden, MaskBlend.NEXT, 12, 8, 1, false))
          .containsExactly(golden.floats("out.latent_mask"));
    }
  }

  /** Makes the recorded picture and compares what both pipelines recorded. */
  private static Recorder edited(GoldenCase golden, MaskBlend blend) {
    ModelFolder folder = ModelFolder.open(GoldenData.full("tiny-sd"));
    try (StableDiffusion model =
        StableDiffusion.load(folder, Precision.FP32, Device.cpu(), false)) {
      Config run = golden.scalars();
      Image picture = RecordedRun.picture(golden);
      EditRequest request =
          new EditRequest(
              "golden",
              "source",
              picture,
              run.getString("prompt"),
              "",
              run.getDouble("strength"),
              run.getDouble("guidance_scale"),
              0,
              RecordedRun.mask(golden));
      EditSettings settings =
          new EditSettings(
              RecordedRun.kind(run),
              run.getInt("num_inference_steps"),
              1,
              picture.width(),
              picture.height(),
              blend);
      Recorder recorder = new Recorder();
      Iterator<EditResult> results =
          new ImageToImage(model, settings, LearnedTokens.NONE, RecordedRun.noise(golden), recorder)
              .edit(List.of(request).iterator());

      assertThat(results.next()).isInstanceOf(Edited.class);
      assertThat(results.hasNext()).isFalse();
      recorder.compareSteps(golden);
      LatentSize size = model.vae().latentSize(picture.width(), picture.height());
      float[] decoded = model.vae().decodeToUnit(recorder.last(), size);
      golden.assertClose("out.image", RecordedRun.interleaved(decoded), PICTURE);
      return recorder;
    }
  }

  /** The mask at the latents' size as numbers, 1 where it repaints, or where it keeps. */
  private static float[] reduced(
      GoldenCase golden, MaskBlend blend, int width, int height, int channels, boolean keeps) {
    Mask reduced = blend.reduced(RecordedRun.mask(golden), width, height);
    float[] values = new float[channels * width * height];
    for (int i = 0; i < values.length; i++) {
      int position = i % (width * height);
      boolean repaints = reduced.value(position % width, position / width) >= 128;
      values[i] = repaints == keeps ? 0 : 1;
    }
    return values;
  }

  private static final class Recorder implements StepObserver {
    private final List<Double> timesteps = new ArrayList<>();
    private final List<float[]> predictions = new ArrayList<>();
    private final List<float[]> before = new ArrayList<>();
    private final List<float[]> after = new ArrayList<>();

    @Override
    public void stepped(String id, int step, double timestep, float[] prediction, float[] sample) {
      timesteps.add(timestep);
      predictions.add(prediction);
      before.add(sample);
    }

    @Override
    public void restored(String id, int step, float[] sample) {
      after.add(sample);
    }

    float[] last() {
      return after.get(after.size() - 1);
    }

    void compareSteps(GoldenCase golden) {
      float[] expected = golden.floats("out.step_timesteps");
      assertThat(timesteps).hasSize(expected.length);
      for (int i = 0; i < expected.length; i++) {
        assertThat(timesteps.get(i).floatValue()).isEqualTo(expected[i]);
      }
      golden.assertClose("out.step_guided_model_output", RecordedRun.concat(predictions), LATENTS);
    }
  }
}
