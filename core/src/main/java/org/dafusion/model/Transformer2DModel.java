package org.dafusion.model;

import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.Value;

/**
 * Attention over the positions of a feature map and over the prompt, after diffusers' {@code
 * Transformer2DModel} with its {@code BasicTransformerBlock}s.
 *
 * @param channels of the feature map
 * @param heads attention heads; each is channels / heads wide
 * @param contextWidth width of the prompt's embeddings
 * @param layers number of transformer blocks
 * @param groups groups of the first normalisation
 * @param linearProjection whether {@code proj_in} and {@code proj_out} are linear (SD 2.x) or 1×1
 *     convolutions (SD 1.x)
 * @param upcast whether attention runs in 32-bit floating point whatever the precision (SD 2.1)
 */
record Transformer2DModel(
    int channels,
    int heads,
    int contextWidth,
    int layers,
    int groups,
    boolean linearProjection,
    boolean upcast) {

  /**
   * Emits the model.
   *
   * @param x (batch, channels, height, width)
   * @param context (batch, tokens, contextWidth)
   * @return (batch, channels, height, width)
   */
  Value emit(ScriptMethod m, String key, Value x, Value context) {
    Value height = m.size(x, 2);
    Value width = m.size(x, 3);
    Value h = Layers.groupNorm(m, x, key + ".norm", groups, channels, 1e-6);
    m.tap(key + ".norm", h);
    if (!linearProjection) {
      h =
          m.tap(
              key + ".proj_in", Layers.conv2d(m, h, key + ".proj_in", channels, channels, 1, 1, 0));
    }
    // (B, C, H, W) -> (B, HW, C)
    h = m.reshape(m.permute(h, 0, 2, 3, 1), m.size(x, 0), -1, channels);
    if (linearProjection) {
      h = m.tap(key + ".proj_in", Layers.linear(m, h, key + ".proj_in", channels, channels));
    }
    for (int layer = 0; layer < layers; layer++) {
      h = block(m, key + ".transformer_blocks." + layer, h, context);
    }
    if (linearProjection) {
      h = m.tap(key + ".proj_out", Layers.linear(m, h, key + ".proj_out", channels, channels));
    }
    // (B, HW, C) -> (B, C, H, W)
    h = m.permute(m.reshape(h, m.size(x, 0), height, width, channels), 0, 3, 1, 2);
    if (!linearProjection) {
      h =
          m.tap(
              key + ".proj_out",
              Layers.conv2d(m, h, key + ".proj_out", channels, channels, 1, 1, 0));
    }
    return m.tap(key, m.add(h, x));
  }

  private Value block(ScriptMethod m, String key, Value x, Value context) {
    Value h = x;
    Value normed = Layers.layerNorm(m, h, key + ".norm1", channels, 1e-5);
    h = m.add(attention(m, key + ".attn1", normed, normed, channels), h);
    normed = Layers.layerNorm(m, h, key + ".norm2", channels, 1e-5);
    h = m.add(attention(m, key + ".attn2", normed, context, contextWidth), h);
    normed = Layers.layerNorm(m, h, key + ".norm3", channels, 1e-5);
    return m.add(feedForward(m, key + ".ff", normed), h);
  }

  private Value attention(ScriptMethod m, String key, Value x, Value source, int sourceWidth) {
    Value q = heads(m, Layers.linearNoBias(m, x, key + ".to_q", channels, channels));
    Value k = heads(m, Layers.linearNoBias(m, source, key + ".to_k", sourceWidth, channels));
    Value v = heads(m, Layers.linearNoBias(m, source, key + ".to_v", sourceWidth, channels));
    Value attended = m.toTypeOf(m.attention(q, k, v, false), x);
    Value joined = Layers.joinHeads(m, attended, channels);
    return m.tap(key, Layers.linear(m, joined, key + ".to_out.0", channels, channels));
  }

  private Value heads(ScriptMethod m, Value x) {
    Value split = Layers.splitHeads(m, x, heads, channels);
    return upcast ? m.toFloat(split) : split;
  }

  /** A gated GELU: linear to twice 4 · channels, one half gates the other, linear back. */
  private Value feedForward(ScriptMethod m, String key, Value x) {
    int inner = 4 * channels;
    Value both = Layers.linear(m, x, key + ".net.0.proj", channels, 2 * inner);
    Value halves = m.let("torch.chunk(%s, 2, -1)", both);
    Value gated = m.mul(m.let("%s[0]", halves), m.gelu(m.let("%s[1]", halves)));
    return m.tap(key, Layers.linear(m, gated, key + ".net.2", inner, channels));
  }
}
