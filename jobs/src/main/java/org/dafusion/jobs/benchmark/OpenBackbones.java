package org.dafusion.jobs.benchmark;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.jobs.executor.LocalBackbone;

/** The backbones of a benchmark, each file read once. */
final class OpenBackbones {
  private final Map<List<String>, BackboneSource> open = new HashMap<>();

  /**
   * The backbone that settings name.
   *
   * @throws org.dafusion.huggingface.ModelArtefactException if there is none
   * @throws org.dafusion.config.InvalidSettingsException if the settings do not suit it
   */
  BackboneSource of(ClassifierSettings settings) {
    List<String> key = List.of(settings.backbone(), settings.normalisation());
    return open.computeIfAbsent(key, k -> LocalBackbone.of(settings));
  }
}
