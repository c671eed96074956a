package org.dafusion.pretrain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a classifier made of some images.
 *
 * @param loss mean over them
 * @param labels what they are
 * @param answers what it took them for
 */
record Judgement(double loss, List<Integer> labels, List<Integer> answers) {
  static final String LOSS = "loss";
  static final String ACCURACY = "accuracy";

  Judgement {
    labels = List.copyOf(labels);
    answers = List.copyOf(answers);
  }

  /** Whether the answer on an image is right. */
  boolean isRight(int image) {
    return labels.get(image).equals(answers.get(image));
  }

  /** Loss, accuracy, and under its name the accuracy among the images of each class. */
  Map<String, Double> measures(List<String> classNames) {
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put(LOSS, loss);
    measures.put(ACCURACY, share(IntStream.range(0, labels.size()).toArray()));
    for (int label = 0; label < classNames.size(); label++) {
      int wanted = label;
      int[] images =
          IntStream.range(0, labels.size()).filter(i -> labels.get(i) == wanted).toArray();
      if (images.length > 0) {
        measures.put(ACCURACY + " of " + classNames.get(label), share(images));
      }
    }
    return measures;
  }

  private double share(int[] images) {
    return (double) IntStream.of(images).filter(this::isRight).count() / images.length;
  }
}
