package org.dafusion.model;

import com.typesafe.config.Config;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.Value;

/**
 * The text encoder of Stable Diffusion, after transformers' {@code CLIPTextModel}.
 *
 * <p>Methods:
 *
 * <ul>
 *   <li>{@code embed(input_ids)}: (batch, tokens) integers to token embeddings (batch, tokens,
 *       width), before positions are added;
 *   <li>{@code embed_with_learned(input_ids, vectors)}: the same, with vectors (count, width)
 *       spliced in: they stand for the ids from {@link #vocabularySize} on. Gradients reach the
 *       vectors;
 *   <li>{@code forward(token_embeddings)}: to the last hidden state (batch, tokens, width), causal
 *       and through the final layer norm. The pooled output of upstream is its row at the position
 *       of the end token.
 * </ul>
 */
public final class ClipTextModel implements ModelDefinition {
  private static final String PREFIX = "text_model.";

  /** Key of the embedding table (vocabulary, width). */
  public static final String TOKEN_TABLE = PREFIX + "embeddings.token_embedding.weight";

  private final ClipEncoderLayer layer;
  private final int layers;
  private final int vocabulary;
  private final int positions;
  private final double epsilon;

  private ClipTextModel(ModelConfig config, int skippedLayers) {
    layer = ClipEncoderLayer.from(config, true);
    int all = config.integer("num_hidden_layers");
    if (skippedLayers < 0 || skippedLayers >= all) {
      throw config.refusal(
          "num_hidden_layers", "must be more than the skipped layers, " + skippedLayers, all);
    }
    layers = all - skippedLayers;
    vocabulary = config.integer("vocab_size");
    positions = config.integer("max_position_embeddings", 77);
    epsilon = config.number("layer_norm_eps", 1e-5);
  }

  /** Reads {@code text_encoder/config.json}, all its layers used. */
  public static ClipTextModel from(Config config) {
    return from(config, 0);
  }

  /**
   * Reads {@code text_encoder/config.json}.
   *
   * @param skippedLayers how many of the last layers to leave out before the final layer norm.
   *     Stable Diffusion 2.x conditions on the penultimate layer; its published folders have that
   *     layer as their last and need 0, a folder with the encoder's full depth needs 1
   */
  public static ClipTextModel from(Config config, int skippedLayers) {
    return new ClipTextModel(new ModelConfig(config), skippedLayers);
  }

  @Override
  public String name() {
    return "CLIPTextModel";
  }

  /** Width of embeddings and hidden states. */
  public int width() {
    return layer.width();
  }

  /** Transformer layers that are run. */
  public int layers() {
    return layers;
  }

  /** Rows of the embedding table. */
  public int vocabularySize() {
    return vocabulary;
  }

  /** Tokens in a prompt, begin and end included. */
  public int maxPositions() {
    return positions;
  }

  @Override
  public ScriptModule toScript(boolean tapped) {
    ScriptModule module = new ScriptModule(name(), tapped);
    embed(module);
    embedWithLearned(module);
    forward(module);
    return module;
  }

  private void embed(ScriptModule module) {
    ScriptMethod m = module.method("embed", "input_ids");
    m.returnTensor(m.toFloat(lookUp(m, tokenTable(m), m.argument("input_ids"))));
  }

  private void embedWithLearned(ScriptModule module) {
    ScriptMethod m = module.method("embed_with_learned", "input_ids", "vectors");
    Value ids = m.argument("input_ids");
    Value place = m.let("torch.sub(%s, %s)", ids, vocabulary);
    Value known = lookUp(m, tokenTable(m), m.let("torch.clamp_max(%s, %s)", ids, vocabulary - 1));
    Value learned = lookUp(m, m.argument("vectors"), m.let("torch.clamp_min(%s, 0)", place));
    // (batch, tokens, 1)
    Value isLearned = m.let("torch.unsqueeze(torch.ge(%s, 0), -1)", place);
    m.returnTensor(
        m.let("torch.where(%s, %s, %s)", isLearned, m.toFloat(learned), m.toFloat(known)));
  }

  private Value tokenTable(ScriptMethod m) {
    return m.parameter(TOKEN_TABLE, vocabulary, layer.width());
  }

  private static Value lookUp(ScriptMethod m, Value table, Value rows) {
    return m.let("torch.embedding(%s, %s, -1, False, False)", table, rows);
  }

  private void forward(ScriptModule module) {
    ScriptMethod m = module.method("forward", "token_embeddings");
    Value table =
        m.parameter(PREFIX + "embeddings.position_embedding.weight", positions, layer.width());
    Value tokens = m.toTypeOf(m.argument("token_embeddings"), m.let("w[0]"));
    Value used = m.let("torch.slice(%s, 0, 0, %s, 1)", table, m.size(tokens, 1));
    Value h = m.tap("hidden_states.0", m.add(tokens, used));
    for (int i = 0; i < layers; i++) {
      h = layer.emit(m, PREFIX + "encoder.layers." + i, h);
      m.tap("hidden_states." + (i + 1), h);
    }
    h = Layers.layerNorm(m, h, PREFIX + "final_layer_norm", layer.width(), epsilon);
    m.returnTensor(m.toFloat(h));
  }
}
