package org.dafusion.jobs.pictures;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.data.FewShotSplit;
import org.dafusion.inversion.InversionRecipe;
import org.dafusion.inversion.InversionSettings;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.table.RunId;

/**
 * Everything that shapes the tokens of a run of {@code invert}, and so names it.
 *
 * @param examples run of the real images
 * @param split which of them the tokens are learned from
 * @param modelDigest of the model folder
 * @param erasures run of the erased weights that the tokens are learned on; empty for none
 * @param imported digest of the imported tokens; empty where they are learned
 */
public record InvertRun(
    String examples,
    FewShotSplit split,
    String modelDigest,
    ModelSettings model,
    ExecutorSettings executor,
    InvertSettings invert,
    String erasures,
    String imported)
    implements Serializable {

  /** Word of the stage that makes the run. */
  public static final String STAGE = "invert";

  /** The name. */
  public String id() {
    return RunId.of(STAGE, settings());
  }

  /** The same run where devices take a number of samples at once. */
  public InvertRun withRows(int rows) {
    InvertSettings other =
        new InvertSettings(
            invert.inversion().withRows(rows),
            invert.recipe(),
            invert.imported(),
            invert.previews());
    return new InvertRun(examples, split, modelDigest, model, executor, other, erasures, imported);
  }

  /** What the manifest keeps of it. */
  public Map<String, Object> settings() {
    InversionSettings inversion = invert.inversion();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("examples", examples);
    settings.put("model", modelDigest);
    settings.put("tokens", inversion.tokens());
    settings.put("specific-classes", inversion.specificClasses());
    if (invert.imports()) {
      settings.put("import", imported);
      return settings;
    }
    settings.putAll(split.settings());
    settings.put("precision", model.precision());
    if (!erasures.isEmpty()) {
      settings.put("erasures", erasures);
    }
    settings.put("recipe", settings(invert.recipe()));
    settings.put("size", inversion.size());
    settings.put("seed", inversion.seed());
    return settings;
  }

  /** Seeds that shape it; imported tokens depend on none. */
  public Map<String, Long> seeds() {
    return invert.imports()
        ? Map.of()
        : Map.of("invert", invert.inversion().seed(), "split", split.seed());
  }

  /** What the recipe says; its name changes nothing. */
  private static Map<String, Object> settings(InversionRecipe recipe) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("initial", recipe.initial());
    settings.put("subwords", recipe.subwords());
    settings.put("vectors", recipe.vectors());
    settings.put("batch", recipe.batch());
    settings.put("steps", recipe.steps());
    settings.put("learning-rate", recipe.learningRate());
    settings.put("schedule", recipe.schedule());
    settings.put("warmup", recipe.warmup());
    settings.put("weight-decay", recipe.weightDecay());
    settings.put("flips", recipe.flips());
    settings.put("templates", List.copyOf(recipe.templates()));
    return settings;
  }
}
