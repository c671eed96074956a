package org.dafusion.classifier;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.transform.Normalisation;

/**
 * The features of all views that a trial with a frozen backbone learns from: those of a picture lie
 * in rows that follow each other, in the order of the pool. What is in the store is taken from
 * there; a picture all of whose views are is not even decoded.
 */
final class TrainingFeatures implements AutoCloseable {
  private final Device device;
  private final TrainingViewMaker maker;
  private final HeadDescription madeFor;
  private final FeatureStore store;
  private final NDManager manager;
  private final List<Target> targets = new ArrayList<>();
  private final FeatureTable table;
  private final FeatureExtractor extractor;
  private final TrainingPool pool;

  /**
   * Computes what is not in the store.
   *
   * @param madeFor the backbone, the way to it and the classes
   */
  TrainingFeatures(
      TrainingExamples examples,
      ClassifierSettings settings,
      HeadDescription madeFor,
      Backbone backbone,
      SquashedPictures pictures,
      FeatureStore store,
      TrialListener listener) {
    this.device = backbone.device();
    this.maker = new TrainingViewMaker(settings, pictures);
    this.madeFor = madeFor;
    this.store = store;
    manager = TorchRuntime.newManager(device);
    try {
      int given = Math.addExact(examples.real().size(), examples.synthetic().size());
      int rows = Math.multiplyExact(given, maker.views());
      table = new FeatureTable(manager, rows, backbone.featureWidth());
      extractor =
          new FeatureExtractor(
              backbone, Normalisation.parse(settings.normalisation()), store, table, listener);
      // a picture's views follow its decoding, so that it is decoded once; partners are drawn from
      // a pool, which must be there first
      Consumer<Picture> usable = maker.mixes() ? picture -> {} : picture -> addViews(picture, null);
      pool =
          TrainingPool.of(
              examples,
              madeFor.classNames().size(),
              settings.syntheticProbability(),
              pictures,
              usable);
      if (maker.mixes()) {
        pool.pictures().forEach(picture -> addViews(picture, pool));
      }
      extractor.flush();
      table.finish(targets.size());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private void addViews(Picture picture, TrainingPool partners) {
    for (int view = 0; view < maker.views(); view++) {
      ViewPlan plan = maker.shared(picture, view, partners);
      String key = maker.key(plan, madeFor);
      int row = targets.size();
      targets.add(plan.target());
      float[] kept = store.features(key);
      if (kept == null) {
        extractor.add(maker.make(plan), row, key);
      } else {
        table.put(row, kept);
      }
    }
  }

  /** The pictures. */
  TrainingPool pool() {
    return pool;
  }

  /** Views of each picture. */
  int views() {
    return maker.views();
  }

  /** The row of a view of the picture at that place of the pool. */
  int row(int place, int view) {
    return place * maker.views() + view;
  }

  /** What is to be said of a row. */
  Target target(int row) {
    return targets.get(row);
  }

  /** The features by row. */
  FeatureTable table() {
    return table;
  }

  /** Where they are. */
  Device device() {
    return device;
  }

  @Override
  public void close() {
    manager.close();
  }
}
