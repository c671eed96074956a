package org.dafusion.jobs.stage;

import org.dafusion.augment.TokenChoice;

/**
 * The learned words that prompts of a run may have.
 *
 * @param identity what tells these words from others, part of the run's name
 * @param choice which of them stands for a picture
 */
record LearnedWords(String identity, TokenChoice choice) {
  /** None were learned. */
  static final LearnedWords NONE = new LearnedWords("", TokenChoice.NONE);
}
