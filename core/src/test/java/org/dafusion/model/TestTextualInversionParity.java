package org.dafusion.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.typesafe.config.Config;
import java.util.List;
import java.util.function.Function;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.Parity;
import org.dafusion.engine.Adam;
import org.dafusion.engine.AdamSettings;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.schedule.NoiseSchedule;
import org.dafusion.schedule.Noising;
import org.junit.jupiter.api.Test;

/**
 * Five recorded steps of textual inversion. Upstream trains the whole embedding table and restores
 * all rows but one after each step; here that row is the only parameter.
 */
class TestTextualInversionParity {
  private final ModelFolder folder = ModelFolder.open(GoldenData.full("tiny-sd"));

  @Test
  void fiveStepsMoveTheWordAsUpstream() {
    try (GoldenCase golden = GoldenCase.full("sd/textual_inversion");
        CompiledModel text = load("text_encoder", ClipTextModel::from);
        CompiledModel unet = load("unet", UNet2DConditionModel::from);
        CompiledModel vae = load("vae", AutoencoderKL::from);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray word = golden.tensor(scope, "in.placeholder_embedding_initial").expandDims(0);
      word.setRequiresGradient(true);
      List<Double> losses = golden.scalars().getDoubleList("losses");
      NoiseSchedule schedule = NoiseSchedule.from(folder.config("scheduler"));
      try (Adam adam = new Adam(AdamSettings.adamW(5e-4), List.of(word))) {
        for (int step = 1; step <= losses.size(); step++) {
          String in = "in.step" + step + ".";
          String out = "out.step" + step + ".";
          NDArray noisy = noisyLatents(golden, vae, schedule, scope, step);
          try (Gradients gradients = Gradients.record()) {
            NDArray embeddings =
                text.call(
                        gradients,
                        "embed_with_learned",
                        golden.tensor(scope, in + "input_ids"),
                        word)
                    .get(0);
            NDArray states = text.call(gradients, "forward", embeddings).get(0);
            golden.assertClose(out + "encoder_hidden_states", states, 2e-5);
            // the network behind is a segment of its own, with the states as its leaf
            NDArray leaf = states.stopGradient();
            leaf.setRequiresGradient(true);
            NDArray predicted =
                unet.call(gradients, "forward", noisy, golden.tensor(scope, in + "timesteps"), leaf)
                    .get(0);
            golden.assertClose(out + "model_pred", predicted, 2e-5);
            NDArray loss = predicted.sub(golden.tensor(scope, in + "noise")).square().mean();
            gradients.backward(loss);
            NDArray arrived = Gradients.of(leaf);
            golden.assertClose(out + "grad_encoder_hidden_states", arrived, 2e-6);
            gradients.backward(states, arrived);
            double error = Math.abs(loss.getFloat() - losses.get(step - 1));
            Parity.note("sd/textual_inversion (loss)", error, 1e-5);
            assertThat(error).as("loss of step " + step).isLessThanOrEqualTo(1e-5);
          }
          golden.assertClose(out + "grad_placeholder_row", Gradients.of(word).squeeze(0), 2e-6);
          adam.step();
          adam.clearGradients();
          golden.assertClose(out + "placeholder_embedding_after", word.squeeze(0), 1e-6);
        }
      }
    }
  }

  /** What upstream does without gradients: encode, sample the posterior, add noise. */
  private static NDArray noisyLatents(
      GoldenCase golden, CompiledModel vae, NoiseSchedule schedule, NDManager scope, int step) {
    String in = "in.step" + step + ".";
    String out = "out.step" + step + ".";
    NDList moments = vae.call("encode", golden.tensor(scope, in + "pixels"));
    NDArray std = moments.get(1).mul(0.5f).exp();
    NDArray latents =
        moments
            .get(0)
            .add(std.mul(golden.tensor(scope, in + "vae_noise")))
            .mul((float) golden.scalars().getDouble("scaling_factor"));
    golden.assertClose(out + "latents", latents, 2e-5);
    NDArray noise = golden.tensor(scope, in + "noise");
    NDList rows = new NDList();
    long[] timesteps = golden.reader().longs(in + "timesteps");
    for (int row = 0; row < timesteps.length; row++) {
      Noising mix = schedule.addNoise((int) timesteps[row]);
      rows.add(
          latents.get(row).mul((float) mix.signal()).add(noise.get(row).mul((float) mix.noise())));
    }
    NDArray noisy = ai.djl.ndarray.NDArrays.stack(rows);
    golden.assertClose(out + "noisy_latents", noisy, 2e-5);
    return noisy;
  }

  private CompiledModel load(String component, Function<Config, ModelDefinition> definition) {
    try (Weights weights = folder.weights(component)) {
      return new ModelCompiler(Device.cpu(), Precision.FP32)
          .compile(definition.apply(folder.config(component)), weights);
    }
  }
}
