package org.dafusion.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures from noise alone against diffusers, every step and the picture. */
class TestTextToImageParity {
  @ParameterizedTest
  @ValueSource(strings = {"pndm", "ddim", "dpm", "euler", "pndm_batch2_7steps"})
  void textToImage(String name) {
    ModelFolder folder = ModelFolder.open(GoldenData.full("tiny-sd"));
    try (GoldenCase golden = GoldenCase.full("sd/text2img_" + name);
        StableDiffusion model = StableDiffusion.load(folder, Precision.FP32, Device.cpu(), false)) {
      Config run = golden.scalars();
      List<String> prompts = texts(run, "prompt");
      List<EditRequest> requests = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i++) {
        requests.add(
            EditRequest.fromNoise(
                Integer.toString(i),
                prompts.get(i),
                run.hasPath("negative_prompt") ? texts(run, "negative_prompt").get(i) : "",
                run.getDouble("guidance_scale"),
                0));
      }
      EditSettings settings =
          new EditSettings(
              RecordedRun.kind(run),
              run.getInt("num_inference_steps"),
              prompts.size(),
              run.getInt("width"),
              run.getInt("height"),
              MaskBlend.NEXT);
      // by step, then by request
      Map<Integer, float[][]> samples = new TreeMap<>();
      StepObserver observer =
          (id, step, timestep, prediction, sample) ->
              samples
                      .computeIfAbsent(step, s -> new float[prompts.size()][])[
                      Integer.parseInt(id)] =
                  sample;
      Iterator<EditResult> results =
          new ImageToImage(model, settings, LearnedTokens.NONE, recorded(golden), observer)
              .edit(requests.iterator());
      results.forEachRemaining(result -> assertThat(result).isInstanceOf(EditResult.Edited.class));

      List<float[]> all = new ArrayList<>();
      samples.values().forEach(step -> all.addAll(Arrays.asList(step)));
      golden.assertClose("out.step_prev_sample", RecordedRun.concat(all), 2e-4);
      LatentSize size = model.vae().latentSize(settings.width(), settings.height());
      List<float[]> pictures = new ArrayList<>();
      for (float[] last : samples.get(samples.size() - 1)) {
        pictures.add(RecordedRun.interleaved(model.vae().decodeToUnit(last, size)));
      }
      golden.assertClose("out.image", RecordedRun.concat(pictures), 1e-4);
    }
  }

  private static List<String> texts(Config run, String key) {
    Object value = run.getAnyRef(key);
    return value instanceof List<?> list
        ? list.stream().map(String.class::cast).toList()
        : List.of((String) value);
  }

  /** The noise of the requests, which are numbered. */
  private static NoiseSource recorded(GoldenCase golden) {
    return new NoiseSource() {
      @Override
      public float[] posterior(EditRequest request, int count) {
        throw new AssertionError("There is no source to encode");
      }

      @Override
      public float[] start(EditRequest request, int count) {
        int row = Integer.parseInt(request.id());
        return Arrays.copyOfRange(golden.floats("in.latents"), row * count, (row + 1) * count);
      }
    };
  }
}
