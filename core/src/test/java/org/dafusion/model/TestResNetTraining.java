package org.dafusion.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.engine.Adam;
import org.dafusion.engine.AdamSettings;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Torchvision's network in training mode, three steps of Adam. */
class TestResNetTraining {
  @AfterEach
  void useAllThreads() {
    TorchRuntime.setThreads(Runtime.getRuntime().availableProcessors());
  }

  /**
   * On two threads, as training has it where there are so many. An activation that rounding puts on
   * the other side of zero moves the gradient by thousandths; on one thread this input has one.
   */
  @Test
  void threeStepsAreThoseOfTorchvision() {
    TorchRuntime.setThreads(2);
    TorchRuntime.onAllThreads(
        () -> {
          takeThreeSteps();
          return null;
        });
  }

  private static void takeThreeSteps() {
    Path file = GoldenData.full("vision/resnet_tiny.safetensors");
    try (GoldenCase golden = GoldenCase.full("vision/resnet_tiny_train");
        CompiledModel resnet = load(file);
        Adam adam = new Adam(AdamSettings.adam(1e-4), trainable(resnet))) {
      List<Double> losses = golden.scalars().getDoubleList("losses");
      for (int step = 1; step <= losses.size(); step++) {
        step(golden, resnet, adam, "step" + step, losses.get(step - 1));
      }
      for (String key : List.of("bn1.running_mean", "bn1.running_var", "fc.bias")) {
        assertState(golden, resnet, key, 1e-5);
      }
      assertState(golden, resnet, "layer4.0.bn3.running_var", 1e-5);
      try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
        NDArray pixels = golden.tensor(scope, "in.step1.x");
        golden.assertClose("out.after3.eval_logits_of_step1_x", resnet.forward(pixels), 1e-4);
      }
    }
  }

  /** In some languages the JVM writes numbers with digits that no key has. */
  @Test
  void layersAreFoundInEveryLanguage() {
    ResNet definition = new ResNet(ResNet.Block.BASIC, List.of(1, 2, 1, 1), 4, 4, 3);
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    definition
        .toScript()
        .parameters()
        .forEach(parameter -> shapes.put(parameter.key(), parameter.shape()));
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(ResNet.from(shapes, "here").toScript().parameters())
          .hasSize(definition.toScript().parameters().size());
    } finally {
      Locale.setDefault(before);
    }
  }

  private static void step(
      GoldenCase golden, CompiledModel resnet, Adam adam, String name, double loss) {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu());
        Gradients gradients = Gradients.record()) {
      NDArray pixels = golden.tensor(scope, "in." + name + ".x");
      NDArray logits = resnet.call(gradients, ResNet.IN_TRAINING, pixels).singletonOrThrow();
      golden.assertClose("out." + name + ".logits", logits.stopGradient(), 1e-4);
      NDArray labels = golden.tensor(scope, "in." + name + ".labels").reshape(-1, 1);
      NDArray mean = logits.logSoftmax(1).gather(labels, 1).neg().mean();
      gradients.backward(mean);
      assertThat((double) mean.getFloat())
          .isCloseTo(loss, org.assertj.core.data.Offset.offset(1e-4));
      for (String key : List.of("fc.bias", "conv1.weight", "bn1.weight")) {
        String recorded = "out." + name + ".grad." + key;
        if (golden.has(recorded)) {
          NDArray gradient = Gradients.of(resnet.parameter(key), scope);
          golden.assertClose(recorded, HostMemory.read(gradient), 1e-4);
        }
      }
      adam.step();
      adam.clearGradients();
    }
  }

  private static void assertState(
      GoldenCase golden, CompiledModel resnet, String key, double tolerance) {
    golden.assertClose("out.after3." + key, HostMemory.read(resnet.parameter(key)), tolerance);
  }

  private static List<NDArray> trainable(CompiledModel resnet) {
    List<NDArray> trainable = new ArrayList<>();
    resnet
        .parameters()
        .forEach(
            (key, weight) -> {
              if (!key.contains(".running_")) {
                weight.setRequiresGradient(true);
                trainable.add(weight);
              }
            });
    return trainable;
  }

  private static CompiledModel load(Path file) {
    try (Weights weights = Weights.open(file)) {
      return new ModelCompiler(Device.cpu(), Precision.FP32)
          .compile(ResNet.from(weights.shapes(), file.toString()), weights);
    }
  }
}
