package org.dafusion.classifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.TensorData;
import org.dafusion.image.Image;
import org.dafusion.transform.ImageBatch;
import org.dafusion.transform.Normalisation;

/**
 * Trains with a backbone whose features change from step to step: each step makes a view of its own
 * of every picture that it draws, and each evaluation sends the held-out pictures through the
 * backbone again.
 */
final class NetworkLearner implements Learner {
  private final ClassifierSettings settings;
  private final NetworkTraining training;
  private final TrainingPool pool;
  private final SquashedPictures pictures;
  private final TrainingViewMaker maker;
  private final TrainingDraws draws;
  private final Normalisation normalisation;
  private final int classes;

  /**
   * @param training closed with this
   * @param pictures of training and held-out examples
   */
  NetworkLearner(
      ClassifierSettings settings,
      NetworkTraining training,
      TrainingPool pool,
      SquashedPictures pictures,
      int classes) {
    this.settings = settings;
    this.training = training;
    this.pool = pool;
    this.pictures = pictures;
    this.classes = classes;
    maker = new TrainingViewMaker(settings, pictures);
    draws = new TrainingDraws(pool, settings, 1);
    normalisation = Normalisation.parse(settings.normalisation());
  }

  @Override
  public void learn(Tally tally) {
    for (int i = 0; i < settings.iterationsPerEpoch(); i++) {
      draws.next();
      List<Image> views = new ArrayList<>();
      Target[] targets = new Target[draws.size()];
      for (int place = 0; place < targets.length; place++) {
        Picture picture = pool.pictures().get(draws.place(place));
        ViewPlan plan = maker.fresh(picture, draws.number(place), pool);
        views.add(maker.make(plan));
        targets[place] = plan.target();
      }
      try (NDManager scope = TorchRuntime.newManager(training.device())) {
        HeadScores scores = training.step(pixels(scope, views, views.size()), targets);
        tally.add(scores, Arrays.stream(targets).mapToInt(t -> t.label(classes)).toArray());
      }
    }
  }

  private NDArray pixels(NDManager scope, List<Image> views, int rows) {
    List<Integer> none = Collections.nCopies(views.size(), 0);
    return ImageBatch.of(scope, views, none, normalisation, rows).pixels();
  }

  @Override
  public void judge(HeldOutPictures heldOut, int[] times, Tally tally) {
    int rows = settings.batch();
    heldOut.judge(
        times,
        rows,
        (entries, targets) -> {
          List<Image> views = entries.stream().map(e -> pictures.of(heldOut.picture(e))).toList();
          try (NDManager scope = TorchRuntime.newManager(training.device())) {
            return training.score(pixels(scope, views, rows), targets);
          }
        },
        tally);
  }

  @Override
  public LinearHead head() {
    return training.head();
  }

  @Override
  public List<TensorData> backbone() {
    return training.moved();
  }

  @Override
  public void remember() {
    training.remember();
  }

  @Override
  public void recall() {
    training.recall();
  }

  @Override
  public List<SkippedExample> skipped() {
    return pool.skipped();
  }

  @Override
  public void close() {
    training.close();
  }
}
