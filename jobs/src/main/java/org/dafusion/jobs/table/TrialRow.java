package org.dafusion.jobs.table;

/**
 * A row of {@link TrialsTable}: one number measured in one trial.
 *
 * @param run digest of the settings that shaped the trial, its seed included
 * @param dataset name of the data set
 * @param augmentation name of the augmentation method's block; {@code "baseline"} for real images
 *     only
 * @param examplesPerClass real images of each class; 0 for all of them
 * @param seed of the trial
 * @param protocol how the trial was run and judged, {@code clean} or {@code published}
 * @param epoch passes over the real images so far, from 0
 * @param step optimiser steps so far, from 0
 * @param part which images were measured, {@code train}, {@code validation} or {@code test}
 * @param metric what was measured, such as {@code accuracy}
 * @param className the class that the number is about, column {@code class}; null for all classes
 * @param predicted the class that images of {@code className} were taken for, where the number says
 *     how many; else null
 * @param value the number
 */
public record TrialRow(
    String run,
    String dataset,
    String augmentation,
    int examplesPerClass,
    long seed,
    String protocol,
    int epoch,
    int step,
    String part,
    String metric,
    String className,
    String predicted,
    double value) {

  /** Unique within the run, such as {@code "validation/accuracy/ant/200"}. */
  public String id() {
    String of = className == null ? "" : className + "/";
    String as = predicted == null ? "" : predicted + "/";
    return part + "/" + metric + "/" + of + as + step;
  }
}
