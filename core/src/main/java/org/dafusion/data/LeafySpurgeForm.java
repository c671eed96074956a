package org.dafusion.data;

import java.util.Arrays;
import java.util.List;

/** The forms of the Leafy Spurge dataset: {@code dataset.leafy-spurge.form}. */
public enum LeafySpurgeForm {
  /** As published, 39 pixels a side. */
  CROP("crop"),
  /** As published, 1024 pixels a side. */
  CONTEXT("context"),
  /** The folders of the paper's own few-shot experiments. */
  PAPER("paper"),
  /** Pictures of whole plots, of which each gives four images (paper, appendix H). */
  PLOTS("plots");

  private final String word;

  LeafySpurgeForm(String word) {
    this.word = word;
  }

  /** The words of all forms. */
  public static List<String> words() {
    return Arrays.stream(values()).map(LeafySpurgeForm::word).toList();
  }

  /** The form of a word, which must be one of {@link #words}. */
  public static LeafySpurgeForm of(String word) {
    return Arrays.stream(values())
        .filter(form -> form.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid form: must be one of %s, found %s".formatted(words(), word)));
  }

  String word() {
    return word;
  }
}
