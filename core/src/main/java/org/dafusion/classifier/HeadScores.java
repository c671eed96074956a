package org.dafusion.classifier;

/**
 * What a head says of a batch.
 *
 * @param logits (batch, classes), row after row
 * @param losses cross-entropy of each row
 */
record HeadScores(float[] logits, float[] losses) {
  /** The class with the highest logit, the first of equals. */
  int predicted(int row) {
    int classes = logits.length / losses.length;
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (logits[row * classes + c] > logits[row * classes + best]) {
        best = c;
      }
    }
    return best;
  }
}
