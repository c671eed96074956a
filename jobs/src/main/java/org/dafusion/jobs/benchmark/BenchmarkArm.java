package org.dafusion.jobs.benchmark;

import org.dafusion.augment.MethodSettings;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.jobs.pictures.PictureSettings;

/**
 * A method on one dataset under one protocol, with all settings that it has there.
 *
 * @param protocol by which its trials are run and judged
 * @param pictures how its pictures are made; with no method where it wants none
 * @param classifier how its trials learn, but for their seed
 */
public record BenchmarkArm(
    BenchmarkMethod method,
    String protocol,
    PictureSettings pictures,
    ClassifierSettings classifier) {

  /** Pictures of each real image that take part in a trial, the paper's M; 0 for none. */
  int repeats() {
    return method.wantsPictures() ? pictures.augment().repeats() : 0;
  }

  /** The settings of a trial with a seed. */
  ClassifierSettings classifier(long seed) {
    return classifier.withTrial(method.transform(), method.syntheticProbability(), seed);
  }

  /** How the pictures are made; null where there are none. */
  MethodSettings making() {
    return method.wantsPictures() ? pictures.methods().get(0) : null;
  }

  /** Whether the prompts of its pictures hold tokens that are learned, or imported. */
  boolean wantsTokens() {
    return method.wantsPictures() && pictures.wantTokens();
  }

  /** Whether these tokens are learned. */
  boolean learnsTokens() {
    return wantsTokens() && !pictures.invert().imports();
  }
}
