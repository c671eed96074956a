package org.dafusion.jobs.examples;

import org.dafusion.data.FewShotSplit;

/**
 * Which real images there are, and which of them take part.
 *
 * @param dataset where the photos lie
 * @param split which images train and which judge; its seed also splits a flat folder
 * @param limits what is refused
 */
public record ExampleSettings(DatasetSettings dataset, FewShotSplit split, LimitSettings limits) {
  /**
   * Seed by which a dataset without parts gets some: the draw's. Where draws part all images anew
   * it is the same for all, so that one listing serves them.
   */
  long partSeed() {
    return split.pools().drawn() ? 0 : split.seed();
  }
}
