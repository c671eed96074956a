package org.dafusion.classifier;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.dafusion.classifier.HeldOutPictures.Entry;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.TensorData;

/** Trains a head on features that are computed once. */
final class FeatureLearner implements Learner {
  /** Held-out pictures that the head judges at once; results do not depend on their order. */
  private static final int JUDGED_AT_ONCE = 1024;

  private final ClassifierSettings settings;
  private final TrainingFeatures features;
  private final TrainingDraws draws;
  private final HeadTraining training;
  private LinearHead remembered;
  private HeadArrays judging;

  /**
   * @param features closed with this
   */
  FeatureLearner(ClassifierSettings settings, TrainingFeatures features, LinearHead initial) {
    this.settings = settings;
    this.features = features;
    draws = new TrainingDraws(features.pool(), settings, features.views());
    training = new HeadTraining(initial, settings, features.device());
    judging = training.arrays();
  }

  @Override
  public void learn(Tally tally) {
    long[] rows = new long[draws.size()];
    Target[] targets = new Target[draws.size()];
    for (int i = 0; i < settings.iterationsPerEpoch(); i++) {
      draws.next();
      for (int place = 0; place < rows.length; place++) {
        int row = features.row(draws.place(place), draws.view(place));
        rows[place] = row;
        targets[place] = features.target(row);
      }
      try (NDManager scope = TorchRuntime.newManager(features.device())) {
        HeadScores scores = training.step(features.table().gather(scope, rows), targets);
        tally.add(scores, labels(targets));
      }
    }
  }

  private int[] labels(Target[] targets) {
    return Arrays.stream(targets).mapToInt(t -> t.label(training.arrays().classes())).toArray();
  }

  @Override
  public void judge(HeldOutPictures heldOut, int[] times, Tally tally) {
    heldOut.judge(
        times,
        JUDGED_AT_ONCE,
        (entries, targets) -> {
          long[] rows = entries.stream().mapToLong(Entry::row).toArray();
          try (NDManager scope = TorchRuntime.newManager(features.device())) {
            return judging.score(heldOut.features().gather(scope, rows), targets);
          }
        },
        tally);
  }

  @Override
  public LinearHead head() {
    return judging.head();
  }

  @Override
  public List<TensorData> backbone() {
    return List.of();
  }

  @Override
  public void remember() {
    remembered = training.head();
  }

  @Override
  public void recall() {
    judging = new HeadArrays(remembered, features.device());
  }

  @Override
  public List<SkippedExample> skipped() {
    return features.pool().skipped();
  }

  @Override
  public void close() {
    if (judging != training.arrays()) {
      judging.close();
    }
    training.close();
    features.close();
  }
}
