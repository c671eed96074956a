package org.dafusion.classifier;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import org.dafusion.engine.Adam;
import org.dafusion.engine.AdamSettings;
import org.dafusion.engine.Optimiser;
import org.dafusion.engine.Sgd;
import org.dafusion.engine.SgdSettings;

/** What turns gradients into steps. */
public enum OptimiserKind {
  /** {@code torch.optim.Adam} with its betas of 0.9 and 0.999. */
  ADAM("adam") {
    @Override
    Optimiser create(ClassifierSettings settings, List<NDArray> parameters) {
      AdamSettings defaults = AdamSettings.adam(settings.learningRate());
      return new Adam(
          new AdamSettings(
              settings.learningRate(),
              defaults.beta1(),
              defaults.beta2(),
              defaults.epsilon(),
              settings.weightDecay(),
              false),
          parameters);
    }
  },
  /** {@code torch.optim.SGD} with momentum. */
  SGD("sgd") {
    @Override
    Optimiser create(ClassifierSettings settings, List<NDArray> parameters) {
      return new Sgd(
          new SgdSettings(settings.learningRate(), settings.momentum(), settings.weightDecay()),
          parameters);
    }
  };

  private final String label;

  OptimiserKind(String label) {
    this.label = label;
  }

  /** One at its beginning, which the caller closes. */
  abstract Optimiser create(ClassifierSettings settings, List<NDArray> parameters);

  /** The optimiser that settings name. */
  static Optimiser of(ClassifierSettings settings, List<NDArray> parameters) {
    return Arrays.stream(values())
        .filter(kind -> kind.label.equals(settings.optimiser()))
        .findFirst()
        .orElseThrow()
        .create(settings, parameters);
  }

  /** The name used in configuration. */
  public String label() {
    return label;
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(OptimiserKind::label).toList();
  }
}
