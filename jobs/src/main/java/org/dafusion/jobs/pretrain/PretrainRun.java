package org.dafusion.jobs.pretrain;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.table.RunId;
import org.dafusion.pretrain.PretrainSettings;
import org.dafusion.pretrain.TrainingRecipe;

/**
 * Everything that shapes what the training of a part ends in, and so names its run.
 *
 * @param examplesRun of the table examples
 * @param split which of them take part
 * @param captions of images without one
 * @param threads on which the last bits depend
 * @param start digest of what training begins with
 * @param perceptual digest of the network that sees a perceptual distance; empty where none does
 */
record PretrainRun(
    PretrainSettings settings,
    String examplesRun,
    FewShotSplit split,
    CaptionSettings captions,
    int threads,
    String start,
    String perceptual) {
  private static final Gson GSON =
      new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();

  String id() {
    return RunId.of(PretrainStage.NAME, map());
  }

  ModelPart part() {
    return ModelPart.parse(settings.part());
  }

  /** What all parts have in common. */
  TrainingRecipe recipe() {
    return switch (part()) {
      case VAE -> settings.vae().training();
      case DIFFUSION -> settings.diffusion().training();
      case BACKBONE -> settings.backbone().training();
    };
  }

  Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("part", settings.part());
    map.put("start", start);
    map.put("examples", examplesRun);
    map.putAll(split.settings());
    map.put("size", settings.size());
    map.put("stored-type", settings.storedType());
    map.put("seed", settings.seed());
    map.put("threads", threads);
    map.put("recipe", recipeMap());
    if (!perceptual.isEmpty()) {
      map.put("perceptual-network", perceptual);
    }
    if (part() == ModelPart.DIFFUSION) {
      map.put("templates", captions.templates());
    }
    return map;
  }

  /** The part's own block, without what changes no weight by itself. */
  private Map<String, Object> recipeMap() {
    Record recipe =
        switch (part()) {
          case VAE -> settings.vae();
          case DIFFUSION -> settings.diffusion();
          case BACKBONE -> settings.backbone();
        };
    Map<String, Object> map =
        GSON.fromJson(GSON.toJson(recipe), new TypeToken<Map<String, Object>>() {}.getType());
    map.remove("preview");
    // its content counts, not where it lies
    map.remove("perceptualNetwork");
    return map;
  }
}
