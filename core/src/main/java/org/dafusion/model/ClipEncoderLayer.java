package org.dafusion.model;

import java.util.function.BiFunction;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.Value;

/**
 * One transformer layer of CLIP's text and vision encoders, after transformers' {@code
 * CLIPEncoderLayer}: attention and a two-layer perceptron, each behind a layer norm and a shortcut.
 *
 * @param width of the hidden states
 * @param intermediate width inside the perceptron
 * @param heads attention heads
 * @param epsilon of the layer norms
 * @param activation the perceptron's
 * @param causal whether a token sees only itself and those before it (text)
 */
record ClipEncoderLayer(
    int width,
    int intermediate,
    int heads,
    double epsilon,
    BiFunction<ScriptMethod, Value, Value> activation,
    boolean causal) {

  static ClipEncoderLayer from(ModelConfig config, boolean causal) {
    int width = config.integer("hidden_size");
    int heads = config.integer("num_attention_heads");
    if (width % heads != 0) {
      throw config.refusal(
          "hidden_size", "must be divisible by num_attention_heads, " + heads, width);
    }
    return new ClipEncoderLayer(
        width,
        config.integer("intermediate_size"),
        heads,
        config.number("layer_norm_eps", 1e-5),
        activation(config),
        causal);
  }

  private static BiFunction<ScriptMethod, Value, Value> activation(ModelConfig config) {
    String name = config.text("hidden_act", "quick_gelu");
    return switch (name) {
      case "gelu" -> ScriptMethod::gelu;
      case "quick_gelu" -> (m, x) -> m.mul(x, m.let("torch.sigmoid(%s)", m.mul(x, 1.702)));
      default -> throw config.refusal("hidden_act", "must be quick_gelu or gelu", name);
    };
  }

  /** Emits the layer over x (batch, tokens, width). */
  Value emit(ScriptMethod m, String key, Value x) {
    Value normed = Layers.layerNorm(m, x, key + ".layer_norm1", width, epsilon);
    Value h = m.add(x, attention(m, key + ".self_attn", normed));
    normed = Layers.layerNorm(m, h, key + ".layer_norm2", width, epsilon);
    Value inner = Layers.linear(m, normed, key + ".mlp.fc1", width, intermediate);
    inner = activation.apply(m, inner);
    return m.add(h, Layers.linear(m, inner, key + ".mlp.fc2", intermediate, width));
  }

  private Value attention(ScriptMethod m, String key, Value x) {
    Value q = projected(m, x, key + ".q_proj");
    Value k = projected(m, x, key + ".k_proj");
    Value v = projected(m, x, key + ".v_proj");
    Value joined = Layers.joinHeads(m, m.attention(q, k, v, causal), width);
    return Layers.linear(m, joined, key + ".out_proj", width, width);
  }

  private Value projected(ScriptMethod m, Value x, String key) {
    return Layers.splitHeads(m, Layers.linear(m, x, key, width, width), heads, width);
  }
}
