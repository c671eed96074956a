package org.dafusion.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import org.dafusion.GoldenCase;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.AutoencoderKL;
import org.dafusion.model.ClipTextModel;
import org.dafusion.model.ModelDefinition;
import org.dafusion.model.StableDiffusionSafetyChecker;
import org.dafusion.model.UNet2DConditionModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All four parts of Stable Diffusion v1-4 at their real size against the reference. Needs the
 * folder that {@link FullSizeFolder} writes, named by the system property {@code
 * dafusion.fullsize}.
 */
@Tag("weights")
class TestFullSizeParity {
  private static final double TOLERANCE = 5e-5;

  @Test
  void textEncoder() {
    ClipTextModel definition = ClipTextModel.from(folder().config("text_encoder"));
    try (GoldenCase golden = GoldenCase.full("sd14-fullsize/text_encoder");
        CompiledModel text = compile(definition, "text_encoder");
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray ids = golden.tensor(scope, "in.input_ids");
      NDArray state = text.forward(text.call("embed", ids).get(0));
      golden.assertClose("out.last_hidden_state", state, TOLERANCE);
    }
  }

  @Test
  void autoencoder() {
    AutoencoderKL definition = AutoencoderKL.from(folder().config("vae"));
    try (GoldenCase golden = GoldenCase.full("sd14-fullsize/vae");
        CompiledModel vae = compile(definition, "vae");
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDList moments = vae.call("encode", input(scope, "input.pixels", 0, 2, -1, 1, 3, 64, 64));
      golden.assertClose("out.mean", moments.get(0), TOLERANCE);
      golden.assertClose("out.logvar", moments.get(1), TOLERANCE);
      NDArray latents = input(scope, "input.latents", 0.5f, 6, 0, 1, 4, 8, 8);
      golden.assertClose("out.decoded", vae.call("decode", latents).get(0), TOLERANCE);
    }
  }

  @Test
  void safetyChecker() {
    StableDiffusionSafetyChecker definition =
        StableDiffusionSafetyChecker.from(folder().config("safety_checker"));
    try (GoldenCase golden = GoldenCase.full("sd14-fullsize/safety_checker");
        CompiledModel checker = compile(definition, "safety_checker");
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDList out = checker.call("forward", input(scope, "input.clip", 0.5f, 4, 0, 1, 3, 224, 224));
      golden.assertClose("out.image_embeds", out.get(0), TOLERANCE);
      golden.assertClose("out.concept_cosine", out.get(1), TOLERANCE);
      golden.assertClose("out.special_cosine", out.get(2), TOLERANCE);
    }
  }

  @Test
  void unet() {
    UNet2DConditionModel definition = UNet2DConditionModel.from(folder().config("unet"));
    try (GoldenCase golden = GoldenCase.full("sd14-fullsize/unet");
        CompiledModel unet = compile(definition, "unet");
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray sample =
          unet.forward(
              input(scope, "input.sample", 0.5f, 3.4f, 0, 2, 4, 16, 16),
              golden.tensor(scope, "in.timesteps"),
              input(scope, "input.ehs", 0.5f, 3.4f, 0, 2, 77, 768));
      golden.assertClose("out.sample", sample, TOLERANCE);
      assertThat(unet.parameters()).hasSize(686);
    }
  }

  /** (u - minus) · times + plus, in 32 bits as the reference made it. */
  private static NDArray input(
      NDManager scope, String name, float minus, float times, float plus, long... shape) {
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float[] values = FormulaWeights.STABLE_DIFFUSION.uniform(name, count);
    for (int i = 0; i < count; i++) {
      values[i] = (values[i] - minus) * times + plus;
    }
    return scope.create(values, new Shape(shape));
  }

  private static CompiledModel compile(ModelDefinition definition, String component) {
    try (Weights weights = folder().weights(component)) {
      return new ModelCompiler(Device.cpu(), Precision.FP32).compile(definition, weights);
    }
  }

  private static ModelFolder folder() {
    String named = System.getProperty("dafusion.fullsize");
    assumeTrue(named != null, "no folder of full size is named (-Ddafusion.fullsize=FOLDER)");
    return ModelFolder.open(Path.of(named));
  }
}
