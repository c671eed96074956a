package org.dafusion.metrics;

/**
 * What one trial scored.
 *
 * @param method name of the augmentation method
 * @param examplesPerClass real images of each class; 0 for all of them
 * @param seed of the trial and of its draw of images
 * @param value such as an accuracy
 */
public record TrialScore(String method, int examplesPerClass, long seed, double value) {
  public TrialScore {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "Invalid score of %s, %d examples per class, seed %d: must be finite, found %s"
              .formatted(method, examplesPerClass, seed, value));
    }
  }
}
