package org.dafusion.jobs.stage;

import java.util.List;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.LeakageSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;

/**
 * How synthetic pictures are made.
 *
 * @param model the diffusion model
 * @param executor what it runs on
 * @param augment what all methods share
 * @param methods settings of each of {@code augment.methods}, in order
 * @param leakage what the model may not be told
 */
public record PictureSettings(
    ModelSettings model,
    ExecutorSettings executor,
    AugmentSettings augment,
    List<MethodSettings> methods,
    LeakageSettings leakage) {

  public PictureSettings {
    methods = List.copyOf(methods);
  }
}
