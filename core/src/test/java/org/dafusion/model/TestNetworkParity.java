package org.dafusion.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.Parity;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every network, layer by layer, against what diffusers, transformers and torchvision computed. */
class TestNetworkParity {
  private static final ModelCompiler COMPILER = new ModelCompiler(Device.cpu(), Precision.FP32);

  @ParameterizedTest
  @ValueSource(strings = {"square_b1", "rect_b2", "large_b1", "oddsize_b1"})
  void unetOfStableDiffusion1(String name) {
    unet("tiny-sd/unet", "sd/unet_forward_" + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"square_b1", "rect_b2", "oddsize_b1"})
  void unetOfStableDiffusion2(String name) {
    unet("sd2/unet", "sd2/unet_forward_" + name);
  }

  private static void unet(String folder, String name) {
    try (GoldenCase golden = GoldenCase.full(name);
        CompiledModel unet = tapped(UNet2DConditionModel.from(config(folder)), folder);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray sample =
          unet.forward(
              golden.tensor(scope, "in.sample"),
              golden.tensor(scope, "in.timesteps"),
              golden.tensor(scope, "in.encoder_hidden_states"));
      golden.assertClose("out.sample", sample, 2e-5);
      List<String> compared = compareTaps(golden, unet, scope, "debug.", 2e-5);
      assertThat(compared).containsAll(recorded(golden, "debug."));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"square", "rect_b2"})
  void autoencoder(String name) {
    try (GoldenCase golden = GoldenCase.full("sd/vae_" + name);
        CompiledModel vae = tapped(AutoencoderKL.from(config("tiny-sd/vae")), "tiny-sd/vae");
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDList moments = vae.call("encode", golden.tensor(scope, "in.pixels"));
      golden.assertClose("out.mean", moments.get(0), 2e-5);
      golden.assertClose("out.logvar", moments.get(1), 2e-5);
      NDArray decoded = vae.call("decode", golden.tensor(scope, "in.latents")).get(0);
      golden.assertClose("out.decoded", decoded, 1e-4);
      List<String> compared = compareTaps(golden, vae, scope, "debug.", 2e-5);
      assertThat(compared).containsAll(recorded(golden, "debug."));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tiny-sd/text_encoder sd/text_encoder", "sd2/text_encoder sd2/text_encoder"})
  void textEncoder(String folderAndCase) {
    String folder = folderAndCase.split(" ")[0];
    try (GoldenCase golden = GoldenCase.full(folderAndCase.split(" ")[1]);
        CompiledModel text = tapped(ClipTextModel.from(config(folder)), folder);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray ids = golden.tensor(scope, "in.input_ids");
      NDArray state = text.forward(text.call("embed", ids).get(0));
      golden.assertClose("out.last_hidden_state", state, 2e-5);
      List<String> compared = compareTaps(golden, text, scope, "out.", 2e-5);
      assertThat(compared).containsAll(recorded(golden, "out.hidden_states."));
      // upstream's pooled output is the state at the end token, the largest id
      float[] pooled = new float[0];
      for (int row = 0; row < ids.getShape().get(0); row++) {
        long end = ids.get(row).argMax().getLong();
        pooled = concat(pooled, state.get(row).get(end).toFloatArray());
      }
      golden.assertClose("out.pooler_output", pooled, 2e-5);
    }
  }

  @Test
  void textEncoderWithoutItsLastLayerEndsOneStateEarlier() {
    Config config = config("tiny-sd/text_encoder");
    try (GoldenCase golden = GoldenCase.full("sd/text_encoder");
        CompiledModel text = tapped(ClipTextModel.from(config, 1), "tiny-sd/text_encoder");
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      text.forward(text.call("embed", golden.tensor(scope, "in.input_ids")).get(0));
      List<String> compared = compareTaps(golden, text, scope, "out.", 2e-5);
      assertThat(compared).contains("out.hidden_states.3").doesNotContain("out.hidden_states.4");
    }
  }

  @Test
  void safetyChecker() {
    String folder = "tiny-sd/safety_checker";
    try (GoldenCase golden = GoldenCase.full("sd/safety_checker");
        CompiledModel checker = tapped(StableDiffusionSafetyChecker.from(config(folder)), folder);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      // the pixels of the first and the fifth picture are recorded
      NDList out = checker.call("forward", golden.tensor(scope, "out.pixel_values_first_and_5th"));
      NDList taps = checker.takeTaps(scope);
      // the hidden state is recorded for the first two pictures, so only the first can be compared
      compareRow(golden, "out.vision_last_hidden_state", taps.get(0).get(0).toFloatArray(), 0);
      compareRows(golden, "out.vision_pooled", taps.get(1));
      compareRows(golden, "out.image_embeds", out.get(0));
      compareRows(golden, "out.concept_cosine", out.get(1));
      compareRows(golden, "out.special_cosine", out.get(2));
    }
  }

  private static void compareRows(GoldenCase golden, String name, NDArray firstAndFifth) {
    compareRow(golden, name, firstAndFifth.get(0).toFloatArray(), 0);
    compareRow(golden, name, firstAndFifth.get(1).toFloatArray(), 4);
  }

  private static void compareRow(GoldenCase golden, String name, float[] actual, int row) {
    float[] all = golden.floats(name);
    float[] expected = Arrays.copyOfRange(all, row * actual.length, (row + 1) * actual.length);
    double error = Parity.largestDifference(actual, expected);
    Parity.note("sd/safety_checker", error, 2e-5);
    assertThat(error).as(name + " row " + row).isLessThanOrEqualTo(2e-5);
  }

  private static List<String> compareTaps(
      GoldenCase golden, CompiledModel model, NDManager scope, String prefix, double tolerance) {
    List<String> compared = new ArrayList<>();
    for (NDArray tap : model.takeTaps(scope)) {
      String name = prefix + tap.getName();
      if (golden.has(name)) {
        golden.assertClose(name, tap, tolerance);
        compared.add(name);
      }
    }
    return compared;
  }

  private static List<String> recorded(GoldenCase golden, String prefix) {
    return golden.reader().tensors().keySet().stream().filter(n -> n.startsWith(prefix)).toList();
  }

  private static CompiledModel tapped(ModelDefinition definition, String folder) {
    Path path = GoldenData.full(folder);
    Path file = path.resolve("diffusion_pytorch_model.safetensors");
    try (Weights weights =
        Weights.open(file.toFile().exists() ? file : path.resolve("model.safetensors"))) {
      return COMPILER.compileTapped(definition, weights);
    }
  }

  private static Config config(String folder) {
    return ConfigFactory.parseFile(GoldenData.full(folder).resolve("config.json").toFile());
  }

  private static float[] concat(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
