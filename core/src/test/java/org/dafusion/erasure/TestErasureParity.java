package org.dafusion.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.Parity;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.NoisePredictor;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelFolder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three iterations of ESD as torch took them, its partly denoised latents included. */
class TestErasureParity {
  private static final LatentSize SIZE = new LatentSize(4, 8, 8);

  @ParameterizedTest
  @ValueSource(strings = {"xattn", "full"})
  void lossesGradientsAndWeightsAreThoseOfTorch(String method) {
    ErasureSettings settings =
        ErasureSettings.from(
            Erasures.block(
                List.of(
                    "erase.size=64",
                    "erase.presets.paper.train-method=" + method,
                    "erase.presets.paper.timestep=grid")));
    ErasedConcept concept = new ErasedConcept("golden", List.of("golden"));
    try (GoldenCase golden = GoldenCase.full("sd/esd_" + method);
        StableDiffusion model =
            StableDiffusion.load(
                ModelFolder.open(GoldenData.full("tiny-sd")), Precision.FP32, Device.cpu(), false);
        ConceptErasure erasure = ConceptErasure.begin(model, "digest", settings, concept)) {
      TrainedUnet unet = erasure.unet();
      assertThat(unet.weights()).hasSize(golden.scalars().getInt("trained_parameters"));
      Case recorded = new Case(golden, unet.predictor(), model.textEncoder().shape());
      for (int step = 1; step <= 3; step++) {
        String in = "in.step" + step + ".";
        String out = "out.step" + step + ".";
        float[] z = golden.floats(in + "z");
        int timestep = (int) golden.reader().longs(in + "timestep")[0];
        ErasurePlan.Level level =
            new ErasurePlan.Level(golden.scalars().getIntList("t_enc").get(step - 1), timestep);
        float[] prompt = golden.floats("in.emb_prompt");
        golden.assertClose(
            in + "z",
            erasure
                .partlyDenoised(golden.floats("in.start_code"), List.of(level), prompt)
                .get(0)
                .sample(),
            2e-4);
        float[] e0 = unet.asItWas(() -> recorded.ask(z, timestep, "in.emb_uncond"));
        float[] ep = unet.asItWas(() -> recorded.ask(z, timestep, "in.emb_prompt"));
        golden.assertClose(out + "e_0", e0, 2e-5);
        golden.assertClose(out + "e_p", ep, 2e-5);
        golden.assertClose(out + "e_n", recorded.ask(z, timestep, "in.emb_prompt"), 2e-5);

        double loss =
            learn(
                erasure,
                new NoisePredictor.Row(z, timestep, prompt),
                ConceptErasure.target(e0, ep, settings.preset().negativeGuidance()));

        double known = golden.scalars().getDoubleList("losses").get(step - 1);
        Parity.note("sd/esd_" + method + " loss, relative", Math.abs(loss / known - 1), 1e-3);
        assertThat(loss / known).isCloseTo(1, within(1e-3));
        compareGradients(golden, unet, out + "grad.");
        if (step == 1) {
          compareNorms(golden, method, unet);
        }
      }
      for (String tensor : golden.reader().tensors().keySet()) {
        if (tensor.startsWith("out.after3.param.")) {
          String key = tensor.substring("out.after3.param.".length());
          golden.assertClose(tensor, unet.weights().get(key), 1e-6);
        }
      }
      float[] first = golden.floats("in.step1.z");
      int timestep = (int) golden.reader().longs("in.step1.timestep")[0];
      golden.assertClose("out.after3.sample", recorded.ask(first, timestep, "in.emb_prompt"), 2e-5);
    }
  }

  private static double learn(ConceptErasure erasure, NoisePredictor.Row row, float[] target) {
    return erasure.learn(List.of(row), List.of(target));
  }

  private static void compareGradients(GoldenCase golden, TrainedUnet unet, String prefix) {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      for (String tensor : golden.reader().tensors().keySet()) {
        if (tensor.startsWith(prefix)) {
          NDArray weight = unet.weights().get(tensor.substring(prefix.length()));
          golden.assertClose(tensor, Gradients.of(weight, scope), 1e-6);
        }
      }
    }
  }

  /** Of every trained weight, and of all together. */
  private static void compareNorms(GoldenCase golden, String method, TrainedUnet unet) {
    Config norms = golden.scalars().getConfig("grad_norm_per_parameter_step1");
    List<Double> errors = new ArrayList<>();
    double sum = 0;
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      for (String key : unet.weights().keySet()) {
        double norm = norm(Gradients.of(unet.weights().get(key), scope).toFloatArray());
        double known = ((Number) norms.root().unwrapped().get(key)).doubleValue();
        sum += norm * norm;
        errors.add(known < 1e-8 ? Math.abs(norm - known) : Math.abs(norm / known - 1));
      }
    }
    double total = golden.scalars().getDouble("grad_norm_total_step1");
    errors.add(Math.abs(Math.sqrt(sum) / total - 1));
    double largest = errors.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    Parity.note("sd/esd_" + method + " gradient norms, relative", largest, 1e-3);
    assertThat(largest).isLessThanOrEqualTo(1e-3);
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private record Case(GoldenCase golden, NoisePredictor predictor, Shape contextShape) {
    float[] ask(float[] z, int timestep, String embedding) {
      NoisePredictor.Row row = new NoisePredictor.Row(z, timestep, golden.floats(embedding));
      return predictor.predictNoise(List.of(row), 1, SIZE, contextShape).get(0);
    }
  }
}
