package org.dafusion.jobs.stage;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.MethodSettings;
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
 */
record SyntheticRun(
    String examples,
    String modelDigest,
    ModelSettings model,
    ExecutorSettings executor,
    AugmentSettings augment,
    MethodSettings method)
    implements Serializable {

  String id() {
    return RunId.of(AugmentStage.NAME, settings());
  }

  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("examples", examples);
    settings.put("model", modelDigest);
    settings.put("precision", model.precision());
    settings.put("safety-checker", model.safetyChecker());
    settings.put("method", method.name());
    settings.put("type", method.type());
    settings.put("prompt", method.prompt());
    settings.put("negative-prompt", method.negativePrompt());
    settings.put("intensities", method.intensities().choices());
    settings.put("intensity-range", method.intensities().range());
    settings.put("guidance-scale", method.guidanceScale());
    settings.put("scheduler", augment.scheduler());
    settings.put("steps", augment.steps());
    settings.put("size", augment.size());
    settings.put("batch", augment.batch());
    settings.put("seed", augment.seed());
    settings.put("threads", executor.threads());
    return settings;
  }
}
