package org.dafusion.classifier;

import java.util.List;
import org.dafusion.huggingface.TensorData;

/**
 * What one trial found.
 *
 * @param rows all numbers, epoch after epoch, training before validation; then those of the last
 *     and the selected moment alone
 * @param best the validation with the highest accuracy of its protocol, the first of equals. It is
 *     chosen by the validation pictures themselves, so it flatters
 * @param bestHead the head at that moment
 * @param bestBackbone what training moved in the backbone until then, by its own keys: running
 *     statistics, trained weights; empty where it stays as it was
 * @param last the validation after the last step
 * @param lastHead the head after the last step
 * @param lastBackbone likewise
 * @param selected the validation at the epoch that held-out training pictures chose; the last one
 *     where none are held out
 * @param selectedHead the head at that moment
 * @param selectedBackbone likewise
 * @param test the test pictures after the last step; null where there are none
 * @param selectedTest the test pictures at the selected epoch; null where there are none
 * @param skipped training, validation and test examples that could not be decoded
 */
public record TrialResult(
    List<Evaluation.Row> rows,
    Evaluation best,
    LinearHead bestHead,
    List<TensorData> bestBackbone,
    Evaluation last,
    LinearHead lastHead,
    List<TensorData> lastBackbone,
    Evaluation selected,
    LinearHead selectedHead,
    List<TensorData> selectedBackbone,
    Evaluation test,
    Evaluation selectedTest,
    List<SkippedExample> skipped) {
  public TrialResult {
    rows = List.copyOf(rows);
    bestBackbone = List.copyOf(bestBackbone);
    lastBackbone = List.copyOf(lastBackbone);
    selectedBackbone = List.copyOf(selectedBackbone);
    skipped = List.copyOf(skipped);
  }
}
