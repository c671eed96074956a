package org.dafusion.jobs.report;

import java.util.Arrays;
import java.util.List;

/** What a figure of trials shows, in panels. */
enum FigureKind {
  /** Accuracy over examples per class by dataset, and overall (Figures 5, 12, 13, 14). */
  SHOT_CURVES("shot-curves"),
  /** Normalised scores over examples per class, over all datasets. */
  OVERALL("overall"),
  /** The same over common, fine-grain and novel datasets (Figure 6). */
  BINS("bins"),
  /** What each method gains over the baseline, by examples per class (Figures 8, 9). */
  GAINED_ACCURACY("gained-accuracy"),
  /** What it gains in the area under that curve, in one number (Figures 10, 11). */
  GAINED_AREA("gained-area"),
  /** Accuracy with the most examples per class, method below method (Figure 19). */
  BARS("bars");

  private final String key;

  FigureKind(String key) {
    this.key = key;
  }

  /** Its name in {@code report.figures}. */
  String key() {
    return key;
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(FigureKind::key).toList();
  }

  static FigureKind ofKey(String key) {
    return Arrays.stream(values())
        .filter(kind -> kind.key.equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid figure: must be one of %s, found %s".formatted(keys(), key)));
  }
}
