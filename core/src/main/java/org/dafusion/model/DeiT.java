package org.dafusion.model;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.ScriptParameter.Kind;
import org.dafusion.torchscript.Value;

/**
 * The vision transformer of Touvron et al., "Training data-efficient image transformers and
 * distillation through attention" (2021), with the key names of transformers' {@code DeiTModel}:
 * patches, a class token and a distillation token before them, transformer layers, a layer norm.
 *
 * <p>Features are the last hidden state of the class token; the distillation token takes part in
 * attention and is not read, as in DA-Fusion's classifier. There is no dropout, so training and
 * evaluation are the same. A further method, {@code forward(pixels)}, gives the last hidden state
 * of all tokens, (batch, 2 + patches, width), the class token first, the distillation token second.
 */
public final class DeiT implements FeatureNetwork {
  private static final String CLASS_TOKEN = "embeddings.cls_token";

  /** The class token and the distillation token. */
  private static final int OWN_TOKENS = 2;

  private final String prefix;
  private final int width;
  private final int intermediate;
  private final int layers;
  private final int heads;
  private final int size;
  private final int patch;
  private final double epsilon;

  private DeiT(ModelConfig config, String prefix) {
    this.prefix = prefix;
    width = config.integer("hidden_size", 768);
    intermediate = config.integer("intermediate_size", 3072);
    layers = config.integer("num_hidden_layers", 12);
    heads = config.integer("num_attention_heads", 12);
    size = config.integer("image_size", 224);
    patch = config.integer("patch_size", 16);
    epsilon = config.number("layer_norm_eps", 1e-12);
    config.require("hidden_act", "gelu");
    config.require("num_channels", 3);
    config.require("qkv_bias", true);
    if (width % heads != 0) {
      throw config.refusal(
          "hidden_size", "must be divisible by num_attention_heads, " + heads, width);
    }
    if (size % patch != 0) {
      throw config.refusal("image_size", "must be divisible by patch_size, " + patch, size);
    }
  }

  /** Whether a file with tensors of these names holds such a network. */
  public static boolean isIn(Map<String, List<Long>> shapes) {
    return prefixIn(shapes) != null;
  }

  /** A classifier's file has the network below {@code deit.}, the bare network's has not. */
  private static String prefixIn(Map<String, List<Long>> shapes) {
    return List.of("", "deit.").stream()
        .filter(prefix -> shapes.containsKey(prefix + CLASS_TOKEN))
        .findFirst()
        .orElse(null);
  }

  /**
   * Reads {@code config.json}; what it leaves out is as in transformers' {@code DeiTConfig}, which
   * is facebook/deit-base-distilled-patch16-224.
   *
   * @param shapes shape of each tensor of the weights by its key
   * @throws ModelArtefactException if the network is another one
   */
  public static DeiT from(Config json, Map<String, List<Long>> shapes) {
    ModelConfig config = new ModelConfig(json);
    String prefix = prefixIn(shapes);
    if (prefix == null || !shapes.containsKey(prefix + "embeddings.distillation_token")) {
      throw new ModelArtefactException(
          "Cannot read a DeiT of %s: must have %s and embeddings.distillation_token, found %s"
              .formatted(
                  json.origin().description(),
                  CLASS_TOKEN,
                  shapes.keySet().stream().sorted().limit(8).toList()));
    }
    return new DeiT(config, prefix);
  }

  @Override
  public String name() {
    return "DeiTModel";
  }

  @Override
  public int featureWidth() {
    return width;
  }

  /** {@inheritDoc} There is a position embedding for each patch of that size. */
  @Override
  public OptionalInt imageSize() {
    return OptionalInt.of(size);
  }

  @Override
  public boolean isTrained(String key) {
    return true;
  }

  @Override
  public boolean isRunningStatistic(String key) {
    return false;
  }

  @Override
  public ScriptModule toScript(boolean tapped) {
    ScriptModule module = new ScriptModule(name(), tapped);
    ScriptMethod forward = module.method("forward", "pixels");
    forward.returnTensor(forward.toFloat(hiddenState(forward, forward.argument("pixels"))));
    for (String method : List.of(FEATURES, FEATURES_IN_TRAINING)) {
      ScriptMethod m = module.method(method, "pixels");
      Value hidden = m.call("forward", m.argument("pixels"));
      m.returnTensor(m.let("torch.select(%s, 1, 0)", hidden));
    }
    return module;
  }

  @Override
  public ScriptModule classifier(int classes) {
    ScriptModule module = new ScriptModule(name(), false);
    ScriptMethod forward = module.method("forward", "pixels");
    Value hidden = hiddenState(forward, forward.argument("pixels"));
    Value token = forward.let("torch.select(%s, 1, 0)", hidden);
    forward.returnTensor(forward.toFloat(Layers.linear(forward, token, "fc", width, classes)));
    return module;
  }

  private Value hiddenState(ScriptMethod m, Value pixels) {
    Value h = embeddings(m, pixels);
    for (int i = 0; i < layers; i++) {
      h = layer(m, prefix + "encoder.layer." + i, h);
      m.tap("layer" + i, h);
    }
    return Layers.layerNorm(m, h, prefix + "layernorm", width, epsilon);
  }

  /** (batch, 3, size, size) -> (batch, 2 + patches, width). */
  private Value embeddings(ScriptMethod m, Value pixels) {
    String key = prefix + "embeddings.";
    String projection = key + "patch_embeddings.projection";
    Value kernel =
        m.parameter(Kind.CONVOLUTION, List.of(projection + ".weight"), width, 3, patch, patch);
    Value bias = m.parameter(projection + ".bias", width);
    Value typed = m.toTypeOf(pixels, kernel);
    Value h =
        m.let(
            "torch.conv2d(%s, %s, %s, [%s, %s], [0, 0], [1, 1], 1)",
            typed, kernel, bias, patch, patch);
    // (B, width, rows, columns) -> (B, patches, width)
    h = m.reshape(m.permute(h, 0, 2, 3, 1), m.size(pixels, 0), -1, width);
    h = m.cat(1, token(m, prefix + CLASS_TOKEN, h), token(m, key + "distillation_token", h), h);
    int tokens = OWN_TOKENS + (size / patch) * (size / patch);
    return m.tap(
        "embeddings", m.add(h, m.parameter(key + "position_embeddings", 1, tokens, width)));
  }

  private Value token(ScriptMethod m, String key, Value like) {
    return m.let("torch.expand(%s, [%s, -1, -1])", m.parameter(key, 1, 1, width), m.size(like, 0));
  }

  private Value layer(ScriptMethod m, String key, Value x) {
    Value normed = Layers.layerNorm(m, x, key + ".layernorm_before", width, epsilon);
    Value h = m.add(x, attention(m, key + ".attention", normed));
    normed = Layers.layerNorm(m, h, key + ".layernorm_after", width, epsilon);
    Value inner =
        m.gelu(Layers.linear(m, normed, key + ".intermediate.dense", width, intermediate));
    return m.add(h, Layers.linear(m, inner, key + ".output.dense", intermediate, width));
  }

  private Value attention(ScriptMethod m, String key, Value x) {
    Value q = projected(m, x, key + ".attention.query");
    Value k = projected(m, x, key + ".attention.key");
    Value v = projected(m, x, key + ".attention.value");
    Value joined = Layers.joinHeads(m, m.attention(q, k, v, false), width);
    return Layers.linear(m, joined, key + ".output.dense", width, width);
  }

  private Value projected(ScriptMethod m, Value x, String key) {
    return Layers.splitHeads(m, Layers.linear(m, x, key, width, width), heads, width);
  }
}
