package org.dafusion.classifier;

import java.util.List;

/**
 * What one trial found.
 *
 * @param rows all numbers, epoch after epoch, training before validation
 * @param best the validation with the highest accuracy over all pictures, the first of equals. The
 *     paper reports this one; it is chosen by the validation pictures themselves, so it flatters
 * @param bestHead the head at that moment
 * @param last the validation after the last step
 * @param lastHead the head after the last step
 * @param skipped training and validation examples that could not be decoded
 */
public record TrialResult(
    List<Evaluation.Row> rows,
    Evaluation best,
    LinearHead bestHead,
    Evaluation last,
    LinearHead lastHead,
    List<SkippedExample> skipped) {
  public TrialResult {
    rows = List.copyOf(rows);
    skipped = List.copyOf(skipped);
  }
}
