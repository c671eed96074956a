package org.dafusion.classifier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.huggingface.SafetensorsWriter;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.ResNet;
import org.dafusion.pretrain.InitialBackbone;

/**
 * A small ResNet (basic blocks, one in each stage) that was never trained, always with the same
 * weights, so that trials can be compared.
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

  /** Any suits it as little as any other. */
  @Override
  public Optional<String> normalisation() {
    return Optional.empty();
  }

  @Override
  public Optional<String> warning(ClassifierSettings settings) {
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
        SafetensorsWriter.write(file, InitialBackbone.of(definition(), SEED), Map.of());
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
}
