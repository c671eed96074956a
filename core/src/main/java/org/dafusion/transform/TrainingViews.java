package org.dafusion.transform;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Which random views of its pictures a classifier learns from. */
public enum TrainingViews {
  /** Flips and small turns, {@link TrainTransform}. */
  STANDARD("standard", TrainTransform::new),
  /** Flips both ways and larger turns, {@link OverheadTransform}. */
  OVERHEAD("overhead", OverheadTransform::new),
  /** {@link RandAugment} in their place. */
  RANDAUGMENT("randaugment", RandAugment::ofSize),
  /** The whole picture as it is, {@link EvaluationTransform}. */
  NONE("none", EvaluationTransform::new);

  private final String label;
  private final IntFunction<ImageTransform> transform;

  TrainingViews(String label, IntFunction<ImageTransform> transform) {
    this.label = label;
    this.transform = transform;
  }

  /** The name used in configuration. */
  public String label() {
    return label;
  }

  /** The views, squashed to a square of that many pixels a side. */
  public ImageTransform transform(int size) {
    return transform.apply(size);
  }

  /** The views of that name. */
  public static TrainingViews parse(String label) {
    return Arrays.stream(values())
        .filter(views -> views.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid training views: must be one of %s, found %s"
                        .formatted(String.join(", ", labels()), label)));
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(TrainingViews::label).toList();
  }
}
