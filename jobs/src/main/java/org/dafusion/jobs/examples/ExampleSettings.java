package org.dafusion.jobs.examples;

import org.dafusion.data.FewShotSplit;

/**
 * Which real images there are, and which of them take part.
 *
 * @param dataset where the photos lie
 * @param split which training images take part; its seed also splits a flat folder
 * @param limits what is refused
 */
public record ExampleSettings(DatasetSettings dataset, FewShotSplit split, LimitSettings limits) {}
