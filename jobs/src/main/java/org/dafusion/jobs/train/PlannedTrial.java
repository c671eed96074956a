package org.dafusion.jobs.train;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.classifier.OptimiserKind;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.pictures.PictureSettings;
import org.dafusion.jobs.table.RunId;

/**
 * A trial that is wanted: everything that shapes it, and so names its run.
 *
 * @param dataset name that a benchmark has for it, which the table's rows tell; empty for the only
 *     dataset
 * @param method name, as in the column {@code augmentation}
 * @param examples run of the real images
 * @param split which of them it learns from
 * @param synthetic run of the pictures to mix in; null for none
 * @param repeats pictures of each real image that take part
 * @param classifier how it learns
 * @param backboneDigest what it looks through
 * @param threads of tensor operations
 */
public record PlannedTrial(
    String dataset,
    String method,
    String examples,
    FewShotSplit split,
    String synthetic,
    int repeats,
    ClassifierSettings classifier,
    String backboneDigest,
    int threads)
    implements Serializable {
  /** Method of the trials that learn from real images alone. */
  static final String BASELINE = "baseline";

  /**
   * The trial of a method on a draw.
   *
   * @param synthetic run of the pictures to mix in; null for none
   * @param pictures how they are made
   */
  public static PlannedTrial of(
      String method,
      SelectedExamples selected,
      String synthetic,
      PictureSettings pictures,
      ClassifierSettings classifier,
      BackboneSource backbone) {
    return new PlannedTrial(
        "",
        method,
        selected.run(),
        selected.split(),
        synthetic,
        pictures.augment().repeats(),
        classifier,
        backbone.digest(),
        pictures.executor().threads());
  }

  /** The same under a benchmark's name for the dataset. */
  public PlannedTrial named(String other) {
    return new PlannedTrial(
        other, method, examples, split, synthetic, repeats, classifier, backboneDigest, threads);
  }

  /** The name of its run. */
  public String id() {
    return RunId.of(TrainStage.NAME, settings());
  }

  /** The backbone by its name in the configuration; its digest is among the settings. */
  Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put("examples", examples);
    inputs.put("backbone", classifier.backbone());
    if (synthetic != null) {
      inputs.put("synthetic", synthetic);
    }
    return inputs;
  }

  Map<String, Long> seeds() {
    return Map.of("classifier", classifier.seed(), "split", split.seed());
  }

  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    if (!dataset.isEmpty()) {
      settings.put("dataset", dataset);
    }
    settings.put("augmentation", method);
    settings.put("examples", examples);
    settings.putAll(split.settings());
    settings.put("synthetic", synthetic == null ? "" : synthetic);
    settings.put("repeats", synthetic == null ? 0 : repeats);
    settings.putAll(classifier.values());
    settings.put(
        "synthetic-probability", synthetic == null ? 0.0 : classifier.syntheticProbability());
    settings.put("backbone", backboneDigest);
    // these change no result
    settings.remove("feature-memory");
    if (!classifier.keepsFeatures()) {
      // each step makes its own
      settings.remove("views");
    }
    if (classifier.optimiser().equals(OptimiserKind.ADAM.label())) {
      settings.remove("momentum");
    }
    settings.put("threads", threads);
    return settings;
  }
}
