package org.dafusion.model;

import java.util.List;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptParameter.Kind;
import org.dafusion.torchscript.Value;

/**
 * CLIP's picture encoder, after transformers' {@code CLIPVisionModelWithProjection}: patches, a
 * class token, transformer layers, and a projection of the class token.
 *
 * @param layer one of the transformer layers
 * @param layers how many there are
 * @param imageSize side of the square picture
 * @param patchSize side of a square patch
 * @param projection width of the projected picture embedding
 */
record ClipVisionModel(
    ClipEncoderLayer layer, int layers, int imageSize, int patchSize, int projection) {

  static ClipVisionModel from(ModelConfig vision, int projection) {
    return new ClipVisionModel(
        ClipEncoderLayer.from(vision, false),
        vision.integer("num_hidden_layers"),
        vision.integer("image_size", 224),
        vision.integer("patch_size", 32),
        projection);
  }

  /**
   * Emits the transformer.
   *
   * @param pixels (batch, 3, image_size, image_size)
   * @return the last hidden state (batch, 1 + patches, width), the class token first
   */
  Value hiddenState(ScriptMethod m, String key, Value pixels) {
    int width = layer.width();
    int patches = (imageSize / patchSize) * (imageSize / patchSize);
    Value kernel =
        m.parameter(
            Kind.CONVOLUTION,
            List.of(key + ".embeddings.patch_embedding.weight"),
            width,
            3,
            patchSize,
            patchSize);
    Value h =
        m.let(
            "torch.conv2d(%s, %s, None, [%s, %s], [0, 0], [1, 1], 1)",
            pixels, kernel, patchSize, patchSize);
    // (B, width, rows, columns) -> (B, patches, width)
    h = m.reshape(m.permute(h, 0, 2, 3, 1), m.size(pixels, 0), -1, width);
    Value classToken = m.parameter(key + ".embeddings.class_embedding", width);
    classToken = m.let("torch.expand(%s, [%s, 1, -1])", classToken, m.size(pixels, 0));
    h = m.cat(1, classToken, h);
    h = m.add(h, m.parameter(key + ".embeddings.position_embedding.weight", patches + 1, width));
    // upstream's spelling
    h = Layers.layerNorm(m, h, key + ".pre_layrnorm", width, layer.epsilon());
    for (int i = 0; i < layers; i++) {
      h = layer.emit(m, key + ".encoder.layers." + i, h);
    }
    return m.tap("vision_last_hidden_state", h);
  }

  /** Emits the normalised class token: (batch, 1 + patches, width) to (batch, width). */
  Value pooled(ScriptMethod m, String key, Value hiddenState) {
    Value token = m.let("torch.select(%s, 1, 0)", hiddenState);
    token = Layers.layerNorm(m, token, key + ".post_layernorm", layer.width(), layer.epsilon());
    return m.tap("vision_pooled", token);
  }

  /** Emits the projection: (batch, width) to (batch, projection). */
  Value project(ScriptMethod m, String key, Value pooled) {
    return Layers.linearNoBias(m, pooled, key, layer.width(), projection);
  }
}
