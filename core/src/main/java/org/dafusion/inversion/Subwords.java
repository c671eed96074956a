package org.dafusion.inversion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** How vectors begin where the initial word is several sub-words to the tokenizer. */
public enum Subwords {
  /**
   * Vector i begins as sub-word i. Where there are fewer sub-words than vectors the last one is
   * repeated; where there are more, those that are left over are dropped.
   */
  ORDER("order") {
    @Override
    List<float[]> vectors(List<float[]> parts, int count) {
      List<float[]> vectors = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        vectors.add(parts.get(Math.min(i, parts.size() - 1)).clone());
      }
      return vectors;
    }
  },

  /** Every vector begins as the mean of all sub-words. */
  MEAN("mean") {
    @Override
    List<float[]> vectors(List<float[]> parts, int count) {
      float[] mean = new float[parts.get(0).length];
      for (int i = 0; i < mean.length; i++) {
        double sum = 0;
        for (float[] part : parts) {
          sum += part[i];
        }
        mean[i] = (float) (sum / parts.size());
      }
      return Collections.nCopies(count, mean).stream().map(float[]::clone).toList();
    }
  };

  private final String label;

  Subwords(String label) {
    this.label = label;
  }

  /**
   * The initial vectors.
   *
   * @param parts embeddings of the sub-words, at least one
   */
  abstract List<float[]> vectors(List<float[]> parts, int count);

  /** The names used in configuration. */
  static List<String> labels() {
    return Arrays.stream(values()).map(rule -> rule.label).toList();
  }

  /** The rule of that name, which is one of {@link #labels}. */
  static Subwords parse(String label) {
    return values()[labels().indexOf(label)];
  }
}
