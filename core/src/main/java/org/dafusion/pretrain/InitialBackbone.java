package org.dafusion.pretrain;

import java.util.Arrays;
import java.util.List;
import org.dafusion.huggingface.TensorData;
import org.dafusion.model.ResNet;
import org.dafusion.random.GaussianNoise;
import org.dafusion.random.Seeds;
import org.dafusion.random.UniformDraws;
import org.dafusion.torchscript.ScriptParameter;

/**
 * Seeded random weights of a ResNet, as torchvision initialises them: convolutions normal with
 * variance 2 / fan-out (He et al. 2015), batch normalisation the identity, the linear layer uniform
 * within ±1/√width.
 */
public final class InitialBackbone {
  private InitialBackbone() {}

  /**
   * All tensors of a network.
   *
   * @param seed any value; the same one gives the same values
   */
  public static List<TensorData> of(ResNet definition, long seed) {
    return definition.toScript().parameters().stream()
        .map(parameter -> tensor(parameter, definition.featureWidth(), seed))
        .toList();
  }

  private static TensorData tensor(ScriptParameter parameter, int width, long seed) {
    long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
    float[] values =
        new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    String key = parameter.key();
    if (shape.length == 4) {
      double deviation = Math.sqrt(2.0 / (shape[0] * shape[2] * shape[3]));
      float[] noise = GaussianNoise.of(Seeds.derive(seed, key), values.length);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * noise[i]);
      }
    } else if (key.startsWith("fc.")) {
      UniformDraws draws = new UniformDraws(Seeds.derive(seed, key));
      double bound = 1 / Math.sqrt(width);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) draws.between(-bound, bound);
      }
    } else if (key.endsWith(".running_var") || key.endsWith(".weight")) {
      Arrays.fill(values, 1);
    }
    return TensorData.of(key, values, shape);
  }
}
