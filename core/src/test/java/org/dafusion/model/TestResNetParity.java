package org.dafusion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.bench.FormulaWeights;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorInfo;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.ResNet.Block;
import org.dafusion.torchscript.ScriptParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestResNetParity {
  @Test
  void tinyBottleneckNetworkStoredInHalfPrecision() {
    Path file = GoldenData.full("vision/resnet_tiny.safetensors");
    try (GoldenCase golden = GoldenCase.full("vision/resnet_tiny_eval");
        CompiledModel resnet = load(ResNet.from(shapes(file), file.toString()), file);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray pixels = golden.tensor(scope, "in.x");
      golden.assertClose("out.logits", resnet.forward(pixels), 1e-5);
      for (NDArray tap : resnet.takeTaps(scope)) {
        if (golden.has("debug." + tap.getName())) {
          // recorded for the first picture and the first channels only
          golden.assertClose("debug." + tap.getName(), recorded(golden, tap), 1e-5);
        }
      }
      NDArray pooled = resnet.call("features", pixels).get(0);
      golden.assertClose("out.pooled", pooled, 1e-5);
    }
  }

  @Test
  void fullResNet50WithWeightsByFormula(@TempDir Path folder) throws IOException {
    ResNet definition = new ResNet(Block.BOTTLENECK, List.of(3, 4, 6, 3), 64, 64, 1000);
    Path file = folder.resolve("resnet50.safetensors");
    List<ScriptParameter> parameters = definition.toScript().parameters();
    SafetensorsWriter.write(
        file,
        parameters.stream().map(p -> FormulaWeights.RESNET50.tensor(p.key(), p.shape())).toList(),
        Map.of("format", "pt"));
    try (GoldenCase golden = GoldenCase.full("vision/resnet50_formula");
        CompiledModel resnet = load(ResNet.from(shapes(file), file.toString()), file);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      float[] x = FormulaWeights.RESNET50.uniform("input", 2 * 3 * 224 * 224);
      for (int i = 0; i < x.length; i++) {
        x[i] = (x[i] - 0.5f) * 4;
      }
      golden.assertClose("in.x_first_1000", Arrays.copyOf(x, 1000), 0);
      NDArray pixels = scope.create(x, new Shape(2, 3, 224, 224));
      golden.assertClose("out.logits", resnet.forward(pixels), 1e-3);
      Map<String, NDArray> taps = new TreeMap<>();
      resnet.takeTaps(scope).forEach(tap -> taps.put(tap.getName(), tap));
      NDArray first = taps.get("maxpool").get(":, 0, :, :");
      golden.assertClose("debug.maxpool_first_channel", first, 1e-3);
      for (String layer : List.of("layer1", "layer2", "layer3")) {
        NDArray mean = taps.get(layer).mean(new int[] {3}).mean(new int[] {2});
        golden.assertClose("debug." + layer + "_mean_per_channel", mean, 1e-3);
      }
      golden.assertClose("out.pooled", resnet.call("features", pixels).get(0), 1e-3);
    }
  }

  @Test
  void fileWithoutTorchvisionKeysIsRefused() {
    assertThatThrownBy(() -> ResNet.from(Map.of("stem.weight", List.of(1L)), "b.safetensors"))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("Cannot read a ResNet from b.safetensors")
        .hasMessageContaining("found [stem.weight]");
  }

  @Test
  void basicBlocksAreToldFromBottlenecksByTheirKeys() {
    ResNet resnet18 = new ResNet(Block.BASIC, List.of(2, 2, 2, 2), 64, 64, 4);
    Map<String, List<Long>> shapes = new TreeMap<>();
    resnet18.toScript().parameters().forEach(p -> shapes.put(p.key(), p.shape()));
    ResNet read = ResNet.from(shapes, "resnet18.safetensors");
    assertThat(read.featureWidth()).isEqualTo(512);
    assertThat(read.toScript().parameters()).isEqualTo(resnet18.toScript().parameters());
  }

  private static NDArray recorded(GoldenCase golden, NDArray tap) {
    return tap.get("0:1, 0:" + golden.shape("debug." + tap.getName())[1]);
  }

  private static CompiledModel load(ResNet definition, Path file) {
    try (Weights weights = Weights.open(file)) {
      return new ModelCompiler(Device.cpu(), Precision.FP32).compileTapped(definition, weights);
    }
  }

  private static Map<String, List<Long>> shapes(Path file) {
    Map<String, List<Long>> shapes = new TreeMap<>();
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      for (TensorInfo info : reader.tensors().values()) {
        shapes.put(info.name(), info.shape());
      }
    }
    return shapes;
  }
}
