package org.dafusion.classifier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.TensorData;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.ResNet;
import org.dafusion.random.GaussianNoise;
import org.dafusion.random.Seeds;
import org.dafusion.torchscript.ScriptParameter;

/**
 * A small ResNet (basic blocks, one in each stage) that was never trained, always with the same
 * weights, so that trials can be compared.
 *
 * <p>Weights are drawn as torchvision initialises them: convolutions normal with variance 2 /
 * fan-out (He et al., 2015), batch normalisation the identity.
 */
record RandomBackbone() implements BackboneSource {
  private static final long SEED = 0;

  @Override
  public ResNet definition() {
    return new ResNet(ResNet.Block.BASIC, List.of(1, 1, 1, 1), 64, 64, 1);
  }

  @Override
  public String digest() {
    return "random-resnet-basic-1-1-1-1";
  }

  @Override
  public Optional<String> warning() {
    return Optional.of(
        "classifier.backbone = random: its features were never trained, so accuracy will be poor;"
            + " for real results give a pretrained ResNet");
  }

  @Override
  public CompiledModel compile(ModelCompiler compiler) {
    try {
      // weights are bound from a file alone, which is not needed afterwards
      Path file = Files.createTempFile("dafusion-backbone", ".safetensors");
      try {
        List<TensorData> tensors =
            definition().toScript().parameters().stream().map(RandomBackbone::tensor).toList();
        SafetensorsWriter.write(file, tensors, Map.of());
        try (Weights weights = Weights.open(file)) {
          return compiler.compile(definition(), weights);
        }
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TensorData tensor(ScriptParameter parameter) {
    long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    String key = parameter.key();
    if (shape.length == 4) {
      double deviation = Math.sqrt(2.0 / (shape[0] * shape[2] * shape[3]));
      float[] noise = GaussianNoise.of(Seeds.derive(SEED, key), values.length);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * noise[i]);
      }
    } else if (key.endsWith(".running_var") || key.matches(".*(bn\\d|downsample\\.1)\\.weight")) {
      Arrays.fill(values, 1);
    }
    return TensorData.of(key, values, shape);
  }
}
