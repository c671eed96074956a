package org.dafusion.jobs.augment;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.diffusion.SafetyCheck;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.pictures.SyntheticRun;

/** A run of Real Guidance with the default settings, none of whose pictures are made. */
final class GuidedRun {
  private GuidedRun() {}

  static SyntheticRun of(int batch) {
    Config config =
        ExperimentConfig.load(
                ExperimentConfig.reference(),
                null,
                List.of("model.path=random", "augment.batch=" + batch),
                Map.of(
                    "augment.method", "augment.method-defaults",
                    "invert.recipes", "invert.recipe-defaults"))
            .config();
    return new SyntheticRun(
        "examples",
        "digest",
        ModelSettings.from(config.getConfig("model")),
        ExecutorSettings.from(config.getConfig("executor")),
        AugmentSettings.from(config.getConfig("augment")),
        MethodSettings.from("real-guidance", config.getConfig("augment")),
        SafetyCheck.OFF,
        "",
        "");
  }
}
