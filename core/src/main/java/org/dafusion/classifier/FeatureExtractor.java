package org.dafusion.classifier;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.dafusion.data.Example;
import org.dafusion.data.Origin;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.random.Seeds;
import org.dafusion.transform.ImageBatch;
import org.dafusion.transform.ImageTransform;
import org.dafusion.transform.Normalisation;

/**
 * Sends views of pictures through the backbone. Pictures are decoded a batch at a time, so memory
 * holds one batch besides the features.
 */
final class FeatureExtractor {
  /** Fixed, because features may depend on it in their last bits; short batches are padded. */
  static final int BATCH = 16;

  private final Backbone backbone;
  private final ImageDecoder decoder;
  private final Normalisation normalisation;
  private final TrialListener listener;

  FeatureExtractor(
      Backbone backbone,
      ImageDecoder decoder,
      Normalisation normalisation,
      TrialListener listener) {
    this.backbone = backbone;
    this.decoder = decoder;
    this.normalisation = normalisation;
    this.listener = listener;
  }

  /**
   * Adds views of all examples to a table; those that cannot be decoded are noted there as skipped.
   *
   * @param views of each example, at least 1; each has its own seed from the trial's, the example's
   *     id and its number
   */
  void extract(
      Collection<Example> examples,
      ImageTransform transform,
      int views,
      long trialSeed,
      FeatureTable table) {
    List<Image> images = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (Example example : examples) {
      Image image;
      try {
        image = decoder.decode(example.image());
      } catch (UndecodableImageException e) {
        table.skip(example, e.getMessage());
        continue;
      }
      table.promise(example, sourceId(example), views);
      for (int view = 0; view < views; view++) {
        long seed = Seeds.derive(trialSeed, "view", example.id(), Integer.toString(view));
        images.add(transform.apply(image, seed));
        labels.add(example.label());
        if (images.size() == BATCH) {
          flush(images, labels, table);
        }
      }
    }
    flush(images, labels, table);
  }

  private void flush(List<Image> images, List<Integer> labels, FeatureTable table) {
    if (images.isEmpty()) {
      return;
    }
    try (NDManager scope = TorchRuntime.newManager(backbone.device())) {
      ImageBatch batch = ImageBatch.of(scope, images, labels, normalisation, BATCH);
      table.append(TorchRuntime.onAllThreads(() -> backbone.features(batch)));
    }
    images.clear();
    labels.clear();
    listener.featuresComputed(table.size(), table.capacity());
  }

  private static String sourceId(Example example) {
    return example.origin() instanceof Origin.Synthetic synthetic ? synthetic.sourceId() : null;
  }
}
