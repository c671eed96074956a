package org.dafusion.classifier;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.dafusion.classifier.FeatureTable.Entry;
import org.dafusion.data.Example;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Origin;
import org.dafusion.data.Part;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.image.ImageDecoder;
import org.dafusion.random.Seeds;
import org.dafusion.transform.EvaluationTransform;
import org.dafusion.transform.ImageTransform;
import org.dafusion.transform.Normalisation;
import org.dafusion.transform.TrainingViews;

/**
 * Runs one trial: trains a linear head on frozen features of real and synthetic pictures, and
 * judges it on every validation picture once after each epoch (Trabucco et al., section 6).
 *
 * <p>A result depends on the settings, the backbone and the examples alone: not on the order of the
 * examples, the thread or what else runs. Memory holds the features, 4 bytes x width x views for
 * each training picture, and one batch of decoded pictures.
 */
public final class ClassifierTrainer {
  /** Validation pictures that the head judges at once; results do not depend on their order. */
  private static final int JUDGED_AT_ONCE = 1024;

  private final ClassifierSettings settings;
  private final Backbone backbone;
  private final List<String> classNames;
  private final TrialListener listener;
  private final FeatureExtractor extractor;

  /**
   * A trainer for one set of classes; {@link #run} may be called any number of times.
   *
   * @param backbone stays the caller's to close
   * @param decoder reads the examples' pictures
   * @param classNames by label
   */
  public ClassifierTrainer(
      ClassifierSettings settings,
      Backbone backbone,
      ImageDecoder decoder,
      List<String> classNames,
      TrialListener listener) {
    this.settings = settings;
    this.backbone = backbone;
    this.classNames = List.copyOf(classNames);
    this.listener = listener;
    Normalisation normalisation = Normalisation.parse(settings.normalisation());
    this.extractor = new FeatureExtractor(backbone, decoder, normalisation, listener);
  }

  /**
   * Runs the trial. Each collection is walked through once, so one that reads its pictures as it
   * goes need not hold them all.
   *
   * @param real training photos, at least one that can be decoded
   * @param synthetic pictures made from them, whose origin is {@link Origin.Synthetic}; may be
   *     empty. Those of other sources are left out
   * @param validation at least one that can be decoded
   * @throws InvalidDatasetException if there is nothing to train on or nothing to judge by
   */
  public TrialResult run(
      Collection<Example> real, Collection<Example> synthetic, Collection<Example> validation) {
    try (HeldOutFeatures heldOut = heldOut(validation)) {
      return run(real, synthetic, heldOut);
    }
  }

  /**
   * Runs the trial, judged by features that other trials may share.
   *
   * @param heldOut of a trainer with the same backbone, classes, picture size and normalisation;
   *     stays the caller's to close
   */
  public TrialResult run(
      Collection<Example> real, Collection<Example> synthetic, HeldOutFeatures heldOut) {
    FeatureTable judged = heldOut.tableFor(description());
    try (NDManager manager = TorchRuntime.newManager(backbone.device())) {
      FeatureTable training = trainingFeatures(manager, real, synthetic);
      return train(training, judged);
    }
  }

  /**
   * Computes the features that heads are judged by.
   *
   * @param validation at least one that can be decoded
   * @throws InvalidDatasetException if there is nothing to judge by
   */
  public HeldOutFeatures heldOut(Collection<Example> validation) {
    NDManager manager = TorchRuntime.newManager(backbone.device());
    try {
      FeatureTable table = newTable(manager, validation.size());
      extractor.extract(
          validation, new EvaluationTransform(settings.imageSize()), 1, settings.seed(), table);
      requireSome(Part.VALIDATION, table);
      requireLabels(table);
      return new HeldOutFeatures(manager, table, description());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private FeatureTable trainingFeatures(
      NDManager manager, Collection<Example> real, Collection<Example> synthetic) {
    // pictures that no step can draw need no features
    Collection<Example> drawable = settings.syntheticProbability() > 0 ? synthetic : List.of();
    FeatureTable table =
        newTable(manager, Math.multiplyExact(Math.addExact(real.size(), drawable.size()), views()));
    ImageTransform transform =
        settings.views() == 0
            ? new EvaluationTransform(settings.imageSize())
            : TrainingViews.parse(settings.transform()).transform(settings.imageSize());
    extractor.extract(real, transform, views(), settings.seed(), table);
    requireSome(Part.TRAIN, table);
    int expected = table.entries().size();
    requireReal(table, expected);
    extractor.extract(drawable, transform, views(), settings.seed(), table);
    requireLabels(table);
    requireReal(table, expected);
    return table;
  }

  private FeatureTable newTable(NDManager manager, int rows) {
    return new FeatureTable(manager, rows, backbone.featureWidth());
  }

  private int views() {
    return Math.max(1, settings.views());
  }

  private TrialResult train(FeatureTable training, FeatureTable heldOut) {
    TrainingDraws draws = new TrainingDraws(training, settings, views());
    LinearHead initial =
        LinearHead.initial(
            description(), backbone.featureWidth(), Seeds.derive(settings.seed(), "head"));
    List<Evaluation.Row> rows = new ArrayList<>();
    Evaluation best = null;
    Evaluation last = null;
    LinearHead bestHead = null;
    try (HeadTraining head =
        new HeadTraining(initial, settings.learningRate(), backbone.device())) {
      for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
        int step = epoch * settings.iterationsPerEpoch();
        rows.addAll(
            epoch(head, training, draws).evaluation(epoch, step).rows(Part.TRAIN, classNames));
        last = judge(head, heldOut).evaluation(epoch, step);
        rows.addAll(last.rows(Part.VALIDATION, classNames));
        if (best == null || last.accuracy().micro() > best.accuracy().micro()) {
          best = last;
          bestHead = head.head();
        }
        listener.evaluated(last);
      }
      List<SkippedExample> skipped =
          Stream.concat(training.skipped().stream(), heldOut.skipped().stream()).toList();
      return new TrialResult(rows, best, bestHead, last, head.head(), skipped);
    }
  }

  private Tally epoch(HeadTraining head, FeatureTable training, TrainingDraws draws) {
    Tally tally = new Tally(classNames.size());
    for (int i = 0; i < settings.iterationsPerEpoch(); i++) {
      try (NDManager scope = TorchRuntime.newManager(backbone.device())) {
        draws.next();
        tally.add(head.step(training.gather(scope, draws.rows()), draws.labels()), draws.labels());
      }
    }
    return tally;
  }

  private Tally judge(HeadTraining head, FeatureTable heldOut) {
    Tally tally = new Tally(classNames.size());
    List<Entry> entries = heldOut.entries();
    for (int from = 0; from < entries.size(); from += JUDGED_AT_ONCE) {
      List<Entry> block = entries.subList(from, Math.min(from + JUDGED_AT_ONCE, entries.size()));
      long[] rows = block.stream().mapToLong(Entry::firstRow).toArray();
      int[] labels = block.stream().mapToInt(Entry::label).toArray();
      try (NDManager scope = TorchRuntime.newManager(backbone.device())) {
        tally.add(head.score(heldOut.gather(scope, rows), labels), labels);
      }
    }
    return tally;
  }

  private HeadDescription description() {
    return new HeadDescription(
        classNames,
        backbone.digest(),
        settings.batchNorm(),
        settings.normalisation(),
        settings.imageSize());
  }

  private static void requireSome(Part part, FeatureTable table) {
    if (table.entries().isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot train a classifier because no %s picture can be decoded, found %d: %s"
              .formatted(
                  part.folderName(),
                  table.skipped().size(),
                  table.skipped().stream().limit(3).toList()));
    }
  }

  private static void requireReal(FeatureTable table, int expected) {
    long found = table.entries().stream().filter(entry -> entry.sourceId() == null).count();
    if (found != expected) {
      throw new IllegalArgumentException(
          "Invalid training examples: must be %d real ones, found %d without a source"
              .formatted(expected, found));
    }
  }

  private void requireLabels(FeatureTable table) {
    for (Entry entry : table.entries()) {
      if (entry.label() >= classNames.size()) {
        throw new InvalidDatasetException(
            "Invalid label of %s: must be below the number of classes, %d, found %d"
                .formatted(entry.id(), classNames.size(), entry.label()));
      }
    }
  }
}
