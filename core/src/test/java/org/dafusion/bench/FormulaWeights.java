package org.dafusion.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dafusion.huggingface.SafetensorsType;
import org.dafusion.huggingface.TensorData;

/**
 * Weights that follow from their names alone, so that networks of full size can be compared with
 * the reference without shipping gigabytes: FNV-1a of the name seeds splitmix64, whose upper 24
 * bits are a number u in [0, 1); a rule by name and rank scales it. The rules are written beside
 * the golden values of {@code vision/resnet50_formula} and {@code sd14-fullsize}.
 */
public enum FormulaWeights {
  /** The rules of {@code vision/resnet50_formula}. */
  RESNET50("resnet50/") {
    @Override
    float scaled(String name, List<Long> shape, float u) {
      if (name.endsWith("running_mean")) {
        return (u - 0.5f) * 0.5f;
      } else if (name.endsWith("running_var")) {
        return u + 0.5f;
      } else if (shape.size() == 4) {
        return (u - 0.5f) * (float) (2 * Math.sqrt(6.0 / fanIn(shape)));
      } else if (shape.size() == 2) {
        return (u - 0.5f) * (float) (2 * Math.sqrt(3.0 / fanIn(shape)));
      } else if (name.contains("bn3.weight")) {
        return u * 0.5f + 0.1f;
      }
      return name.endsWith("weight") ? u + 0.5f : (u - 0.5f) * 0.2f;
    }
  },

  /** The rules of {@code sd14-fullsize}. */
  STABLE_DIFFUSION("sd14/") {
    @Override
    float scaled(String name, List<Long> shape, float u) {
      boolean table =
          name.contains("embedding")
              && !name.contains("time_embedding")
              && !name.contains("patch_embedding");
      if (name.endsWith("class_embedding") || table && shape.size() >= 2) {
        return (u - 0.5f) * 0.07f;
      } else if (shape.size() >= 2) {
        return (u - 0.5f) * (float) (2 * Math.sqrt(3.0 / fanIn(shape)));
      } else if (name.endsWith("embeds_weights")) {
        return u;
      }
      return name.endsWith("weight") ? u + 0.5f : (u - 0.5f) * 0.1f;
    }
  };

  private final String tag;

  FormulaWeights(String tag) {
    this.tag = tag;
  }

  abstract float scaled(String name, List<Long> shape, float u);

  /** A tensor of that name and shape, its values computed when it is written. */
  public TensorData tensor(String name, List<Long> shape) {
    return new TensorData(name, SafetensorsType.F32, shape, () -> bytes(name, shape));
  }

  /** The numbers u themselves, for inputs. */
  public float[] uniform(String name, int count) {
    long h = hash(name);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = u(h, i);
    }
    return values;
  }

  private ByteBuffer bytes(String name, List<Long> shape) {
    int count = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(count, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    long h = hash(name);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(scaled(name, shape, u(h, i)));
    }
    return bytes.flip();
  }

  private long hash(String name) {
    long h = 0xcbf29ce484222325L;
    for (byte b : (tag + name).getBytes(StandardCharsets.UTF_8)) {
      h = (h ^ (b & 0xff)) * 0x100000001b3L;
    }
    return h;
  }

  private static float u(long h, int index) {
    long z = h + (index + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (z >>> 40) * 0x1p-24f;
  }

  private static long fanIn(List<Long> shape) {
    return shape.stream().skip(1).reduce(1L, Math::multiplyExact);
  }
}
