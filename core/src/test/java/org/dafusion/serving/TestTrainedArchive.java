package org.dafusion.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dafusion.GoldenCase;
import org.dafusion.GoldenData;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.ResNet;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.TrainedArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that was written with its weights is the network. */
class TestTrainedArchive {
  @TempDir private Path folder;

  /** The logits are torchvision's own. */
  @Test
  void torchvisionsLogitsComeOutOfTheFile() throws IOException {
    Path written = folder.resolve("resnet.pt");
    write(GoldenData.full("vision/resnet_tiny.safetensors"), written);

    try (GoldenCase golden = GoldenCase.full("vision/resnet_tiny_eval");
        CompiledModel network = new ModelCompiler(Device.cpu(), Precision.FP32).load(written);
        NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      golden.assertClose("out.logits", network.forward(golden.tensor(scope, "in.x")), 1e-5);
    }
  }

  @Test
  void weightsKeepTheirNames() throws Exception {
    Path written = folder.resolve("resnet.pt");
    write(GoldenData.full("vision/resnet_tiny.safetensors"), written);

    try (Model model = Model.newInstance("resnet", Device.cpu(), "PyTorch")) {
      model.load(folder);
      assertThat(model.getBlock().getParameters().keys())
          .contains("conv1.weight", "layer1.0.bn1.weight", "fc.bias")
          // a buffer, which no training moves
          .doesNotContain("layer1.0.bn1.running_mean");
    }
  }

  @Test
  void aFileThatIsNoTorchScriptIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("classifier.pt"), "not a zip");
    ModelCompiler compiler = new ModelCompiler(Device.cpu(), Precision.FP32);
    assertThatThrownBy(() -> compiler.load(file))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Cannot load " + file + " because it is no TorchScript file: ");
  }

  @Test
  void aWeightOfAnotherSizeIsRefused() {
    ScriptModule module = new ResNet(ResNet.Block.BASIC, List.of(1, 1, 1, 1), 8, 8, 2).toScript();
    assertThatThrownBy(
            () ->
                TrainedArchive.write(
                    module, weight -> new float[3], OutputStream.nullOutputStream()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid weight conv1.weight: must have 1176 values for the shape [8, 3, 7, 7], found 3");
  }

  private static void write(Path safetensors, Path target) throws IOException {
    try (Weights weights = Weights.open(safetensors);
        OutputStream out = Files.newOutputStream(target)) {
      ScriptModule module = ResNet.from(weights.shapes(), weights.describe()).toScript();
      TrainedArchive.write(
          module.without(ResNet.IN_TRAINING), weight -> weights.floats(weight.key()), out);
    }
  }
}
