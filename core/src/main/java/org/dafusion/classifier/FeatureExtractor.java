package org.dafusion.classifier;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.image.Image;
import org.dafusion.transform.ImageBatch;
import org.dafusion.transform.Normalisation;

/**
 * Sends views of pictures through the backbone and fills a table with their features. Views are
 * taken a batch at a time, so memory holds one batch besides the features.
 */
final class FeatureExtractor {
  /** Fixed, because features may depend on it in their last bits; short batches are padded. */
  static final int BATCH = 16;

  /** A view on its way: its row, and what its features are to be kept by, if at all. */
  private record Waiting(Image view, int row, String key) {}

  private final Backbone backbone;
  private final Normalisation normalisation;
  private final FeatureStore store;
  private final FeatureTable table;
  private final TrialListener listener;
  private final List<Waiting> waiting = new ArrayList<>();

  /**
   * @param store keeps what has a key
   * @param table takes the features
   */
  FeatureExtractor(
      Backbone backbone,
      Normalisation normalisation,
      FeatureStore store,
      FeatureTable table,
      TrialListener listener) {
    this.backbone = backbone;
    this.normalisation = normalisation;
    this.store = store;
    this.table = table;
    this.listener = listener;
  }

  /**
   * Takes a view.
   *
   * @param row of the table, each once
   * @param key null where the features are not to be kept
   */
  void add(Image view, int row, String key) {
    waiting.add(new Waiting(view, row, key));
    if (waiting.size() == BATCH) {
      flush();
    }
  }

  /** Sends what is left. */
  void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    int count = waiting.size();
    List<Image> views = waiting.stream().map(Waiting::view).toList();
    float[] features;
    try (NDManager scope = TorchRuntime.newManager(backbone.device())) {
      List<Integer> none = Collections.nCopies(count, 0);
      ImageBatch batch = ImageBatch.of(scope, views, none, normalisation, BATCH);
      features = TorchRuntime.onAllThreads(() -> backbone.features(batch)).toFloatArray();
    }
    int width = backbone.featureWidth();
    for (int i = 0; i < count; i++) {
      Waiting view = waiting.get(i);
      float[] row = Arrays.copyOfRange(features, i * width, (i + 1) * width);
      table.put(view.row(), row);
      if (view.key() != null) {
        store.keep(view.key(), row);
      }
    }
    waiting.clear();
    listener.featuresComputed(table.size(), table.capacity());
  }
}
