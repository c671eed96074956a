package org.dafusion.model;

import com.typesafe.config.Config;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.Value;

/**
 * The network part of diffusers' {@code StableDiffusionSafetyChecker}: CLIP's picture encoder, and
 * the similarity of its embedding to the folder's concepts.
 *
 * <p>Method {@code forward(pixels)} takes (batch, 3, image_size, image_size), normalised for CLIP,
 * and returns five tensors: picture embeddings (batch, projection), cosines to the concepts (batch,
 * 17), cosines to the special-care concepts (batch, 3), and the two threshold vectors (17) and (3).
 * The decision, plain arithmetic, is made by the caller.
 */
public final class StableDiffusionSafetyChecker implements ModelDefinition {
  private static final int CONCEPTS = 17;
  private static final int SPECIAL_CONCEPTS = 3;
  private static final String VISION = "vision_model.vision_model";

  private final ClipVisionModel vision;

  private StableDiffusionSafetyChecker(ClipVisionModel vision) {
    this.vision = vision;
  }

  /** Reads {@code safety_checker/config.json}. */
  public static StableDiffusionSafetyChecker from(Config json) {
    ModelConfig config = new ModelConfig(json);
    ModelConfig inner = config.inner("vision_config");
    int projection =
        config.has("projection_dim")
            ? config.integer("projection_dim")
            : inner.integer("projection_dim", 512);
    return new StableDiffusionSafetyChecker(ClipVisionModel.from(inner, projection));
  }

  @Override
  public String name() {
    return "StableDiffusionSafetyChecker";
  }

  /** Side of the square picture that the encoder takes. */
  public int imageSize() {
    return vision.imageSize();
  }

  @Override
  public ScriptModule toScript(boolean tapped) {
    ScriptModule module = new ScriptModule(name(), tapped);
    ScriptMethod m = module.method("forward", "pixels");
    Value kernel = m.let("w[0]");
    Value hidden = vision.hiddenState(m, VISION, m.toTypeOf(m.argument("pixels"), kernel));
    Value pooled = vision.pooled(m, VISION, hidden);
    Value embeds = m.toFloat(vision.project(m, "visual_projection", pooled));
    m.returnTensors(
        embeds,
        cosine(m, embeds, "concept_embeds", CONCEPTS),
        cosine(m, embeds, "special_care_embeds", SPECIAL_CONCEPTS),
        m.toFloat(m.parameter("concept_embeds_weights", CONCEPTS)),
        m.toFloat(m.parameter("special_care_embeds_weights", SPECIAL_CONCEPTS)));
    return module;
  }

  private Value cosine(ScriptMethod m, Value embeds, String key, int concepts) {
    Value targets = m.toFloat(m.parameter(key, concepts, vision.projection()));
    return m.let("torch.linear(%s, %s, None)", unit(m, embeds), unit(m, targets));
  }

  /** Rows divided by their length, not below 1e-12, as torch's {@code normalize}. */
  private Value unit(ScriptMethod m, Value x) {
    Value length = m.let("torch.linalg_vector_norm(%s, 2, [1], True, dtype=None)", x);
    return m.let("torch.div(%s, torch.clamp_min(%s, 1e-12))", x, length);
  }
}
