package org.dafusion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.nio.file.Path;
import java.util.Map;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.Parity;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients towards the UNet's inputs and towards every one of its weights. */
class TestNetworkGradients {
  @ParameterizedTest
  @CsvSource({"tiny-sd/unet, sd/unet_grad", "sd2/unet, sd2/unet_grad"})
  void unetGradientsMatchUpstream(String folder, String name) {
    Path path = GoldenData.full(folder);
    ModelDefinition definition =
        UNet2DConditionModel.from(ConfigFactory.parseFile(path.resolve("config.json").toFile()));
    ModelCompiler compiler = new ModelCompiler(Device.cpu(), Precision.FP32);
    try (GoldenCase golden = GoldenCase.full(name);
        Weights weights = Weights.open(path.resolve("diffusion_pytorch_model.safetensors"));
        CompiledModel unet = compiler.compile(definition, weights);
        NDManager scope = TorchRuntime.newManager(Device.cpu());
        Gradients gradients = Gradients.record()) {
      NDArray sample = golden.tensor(scope, "in.sample");
      NDArray context = golden.tensor(scope, "in.encoder_hidden_states");
      sample.setRequiresGradient(true);
      context.setRequiresGradient(true);
      unet.parameters().values().forEach(weight -> weight.setRequiresGradient(true));
      NDArray out =
          unet.call(gradients, "forward", sample, golden.tensor(scope, "in.timesteps"), context)
              .get(0);
      NDArray loss = out.sub(golden.tensor(scope, "in.target")).square().mean();
      gradients.backward(loss);

      assertThat(loss.getFloat())
          .isCloseTo((float) golden.scalars().getDouble("loss"), within(1e-5f));
      golden.assertClose("out.grad_sample", Gradients.of(sample), 1e-6);
      golden.assertClose("out.grad_encoder_hidden_states", Gradients.of(context), 1e-6);
      compareNorms(golden, unet, name);
      int compared = 0;
      for (String tensor : golden.reader().tensors().keySet()) {
        if (tensor.startsWith("out.grad_param.")) {
          String key = tensor.substring("out.grad_param.".length());
          golden.assertClose(tensor, Gradients.of(unet.parameter(key)), 1e-6);
          compared++;
        }
      }
      assertThat(compared).isGreaterThanOrEqualTo(6);
    }
  }

  private static void compareNorms(GoldenCase golden, CompiledModel unet, String name) {
    Map<String, Object> norms = golden.scalars().getObject("grad_norm_per_parameter").unwrapped();
    assertThat(unet.parameters().keySet()).isEqualTo(norms.keySet());
    norms.forEach(
        (key, expected) -> {
          double norm = Gradients.of(unet.parameter(key)).norm().getFloat();
          double known = ((Number) expected).doubleValue();
          // attention over a single position has no gradient at all: nothing to be relative to
          double error = Math.abs(norm - known) / Math.max(known, 1e-6);
          Parity.note(name + " (gradient norms, relative)", error, 1e-3);
          assertThat(error).as("gradient norm of " + ConfigUtil.quoteString(key)).isLessThan(1e-3);
        });
  }
}
