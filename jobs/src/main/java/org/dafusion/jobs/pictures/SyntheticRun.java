package org.dafusion.jobs.pictures;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.diffusion.SafetyCheck;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.table.RunId;

/**
 * Everything that shapes the pictures of one method, and so names their run. The number of repeats
 * and the choice of sources are not in it: a picture is the same whether it is one of five or of
 * ten, so a larger M, or more examples, adds rows to the run that is there.
 *
 * @param examples run of the real images
 * @param modelDigest of the model folder
 * @param check of the pictures
 * @param tokens identity of the learned tokens, empty for none
 * @param erasures run of the erased weights, empty for none
 */
public record SyntheticRun(
    String examples,
    String modelDigest,
    ModelSettings model,
    ExecutorSettings executor,
    AugmentSettings augment,
    MethodSettings method,
    SafetyCheck check,
    String tokens,
    String erasures)
    implements Serializable {

  /** Word of the stage that makes the run. */
  public static final String STAGE = "augment";

  /** The name. */
  public String id() {
    return RunId.of(STAGE, settings());
  }

  /** The run with half the batch, for a device whose memory this one's does not fit in. */
  public SyntheticRun halved() {
    return new SyntheticRun(
        examples,
        modelDigest,
        model,
        executor,
        augment.withBatch(augment.batch() / 2),
        method,
        check,
        tokens,
        erasures);
  }

  /** What the manifest keeps of it. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("examples", examples);
    settings.put("model", modelDigest);
    settings.put("precision", model.precision());
    settings.put("safety-checker", check.on());
    if (check.on()) {
      settings.put("safety-threshold-shift", check.shift());
      settings.put("resamples", augment.resamples());
    }
    if (method.wantsMasks()) {
      settings.put("mask-blend", augment.maskBlend());
      settings.put("mask-grow", augment.maskGrow());
    }
    if (method.wantsTokens()) {
      settings.put("tokens", tokens);
    }
    if (!erasures.isEmpty()) {
      settings.put("erasures", erasures);
    }
    settings.putAll(settings(method));
    settings.put("scheduler", augment.scheduler());
    settings.put("steps", augment.steps());
    settings.put("size", augment.size());
    settings.put("batch", augment.batch());
    settings.put("seed", augment.seed());
    return settings;
  }

  /** Of a composition only what it is made of: the rest of its block does nothing. */
  private static Map<String, Object> settings(MethodSettings method) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("method", method.name());
    settings.put("type", method.type());
    if (method.methodType().composed()) {
      settings.put("methods", method.members().stream().map(SyntheticRun::settings).toList());
      settings.put("probabilities", method.probabilities());
      return settings;
    }
    settings.put("prompt", method.prompt());
    settings.put("negative-prompt", method.negativePrompt());
    settings.put("intensities", method.intensities().choices());
    settings.put("intensity-range", method.intensities().range());
    settings.put("guidance-scale", method.guidance().scale());
    settings.put("guidance-range", method.guidance().range());
    settings.put("mask", method.mask());
    return settings;
  }
}
