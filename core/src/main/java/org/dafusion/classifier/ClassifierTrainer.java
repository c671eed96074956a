package org.dafusion.classifier;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.dafusion.classifier.HeldOutPictures.Entry;
import org.dafusion.data.Example;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Origin;
import org.dafusion.data.Part;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.image.ImageDecoder;
import org.dafusion.random.Seeds;
import org.dafusion.transform.Normalisation;

/**
 * Runs one trial: trains a classifier on real and synthetic pictures, and judges it on validation
 * pictures after each epoch (Trabucco et al., section 6), by the rules of its {@link Protocol}.
 *
 * <p>A result depends on the settings, the backbone, the examples and, on a CPU, in its last bits
 * on {@link TorchRuntime#threads}: not on the order of the examples, the thread, what else runs or
 * what the store holds. Where the backbone is frozen, memory holds the features, 4 bytes x width x
 * views for each training picture, and one batch of decoded pictures.
 */
public final class ClassifierTrainer {
  private final ClassifierSettings settings;
  private final Backbone backbone;
  private final List<String> classNames;
  private final TrialListener listener;
  private final FeatureStore store;
  private final SquashedPictures pictures;

  /**
   * A trainer for one set of classes with a store of its own; {@link #run} may be called any number
   * of times.
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
    this(
        settings,
        backbone,
        decoder,
        classNames,
        listener,
        new FeatureStore(settings.featureMemory()));
  }

  /**
   * A trainer that shares what it computes with others.
   *
   * @param decoder reads the examples' pictures; all that share a store must read alike
   * @param classNames by label
   * @param store of any trainers, with whatever backbones and settings
   */
  public ClassifierTrainer(
      ClassifierSettings settings,
      Backbone backbone,
      ImageDecoder decoder,
      List<String> classNames,
      TrialListener listener,
      FeatureStore store) {
    this.settings = settings;
    this.backbone = backbone;
    this.classNames = List.copyOf(classNames);
    this.listener = listener;
    this.store = store;
    boolean comesBack = !settings.keepsFeatures() || settings.cutmix();
    this.pictures = new SquashedPictures(decoder, settings.imageSize(), store, comesBack);
  }

  /**
   * Runs the trial without test pictures; see {@link #run(Collection, Collection, HeldOutPictures,
   * HeldOutPictures)}.
   *
   * @param validation at least one that can be decoded
   */
  public TrialResult run(
      Collection<Example> real, Collection<Example> synthetic, Collection<Example> validation) {
    try (HeldOutPictures heldOut = heldOut(validation)) {
      return run(real, synthetic, heldOut);
    }
  }

  /** Runs the trial without test pictures. */
  public TrialResult run(
      Collection<Example> real, Collection<Example> synthetic, HeldOutPictures validation) {
    return run(real, synthetic, validation, null);
  }

  /**
   * Runs the trial, judged by pictures that other trials may share.
   *
   * @param real training photos, at least one that can be decoded
   * @param synthetic pictures made from them, whose origin is {@link Origin.Synthetic}; may be
   *     empty. Those of other sources are left out
   * @param validation of a trainer with the same backbone, classes, picture size, normalisation and
   *     batch normalisation; stays the caller's to close
   * @param test likewise; null for none. It has a part in the end alone, and, in a protocol that
   *     has no test, in nothing
   * @throws InvalidDatasetException if there is nothing to train on or nothing to judge by
   * @throws org.dafusion.config.InvalidSettingsException if training leaves the range of numbers,
   *     naming the learning rate
   */
  public TrialResult run(
      Collection<Example> real,
      Collection<Example> synthetic,
      HeldOutPictures validation,
      HeldOutPictures test) {
    HeadDescription description = description();
    boolean kept = settings.keepsFeatures();
    validation.requireFits(description, kept);
    HeldOutPictures tested = settings.protocolInUse() == Protocol.CLEAN ? test : null;
    if (tested != null) {
      tested.requireFits(description, kept);
    }
    TrainingExamples examples = TrainingExamples.of(real, synthetic, settings);
    try (HeldOutPictures selection =
            examples.heldOut().isEmpty() ? null : heldOut(Part.TRAIN, examples.heldOut());
        Learner learner = kept ? onFeatures(examples) : onViews(examples)) {
      return new Trial(settings, classNames, learner, validation, selection, tested).run(listener);
    }
  }

  private Learner onFeatures(TrainingExamples examples) {
    TrainingFeatures features =
        new TrainingFeatures(
            examples, settings, description(), backbone, pictures, store, listener);
    return new FeatureLearner(settings, features, initialHead());
  }

  private Learner onViews(TrainingExamples examples) {
    TrainingPool pool =
        TrainingPool.of(
            examples, classNames.size(), settings.syntheticProbability(), pictures, picture -> {});
    NetworkTraining training =
        new NetworkTraining(backbone.definition(), backbone.copy(), initialHead(), settings);
    return new NetworkLearner(settings, training, pool, pictures, classNames.size());
  }

  private LinearHead initialHead() {
    return LinearHead.initial(
        description(), backbone.featureWidth(), Seeds.derive(settings.seed(), "head"));
  }

  /**
   * Takes the pictures that classifiers are validated by. Where the backbone is frozen, the
   * collection is walked through once and its pictures need not stay.
   *
   * @param validation at least one that can be decoded
   * @throws InvalidDatasetException if there is nothing to judge by
   */
  public HeldOutPictures heldOut(Collection<Example> validation) {
    return heldOut(Part.VALIDATION, validation);
  }

  /**
   * Takes pictures that classifiers are judged by.
   *
   * @param part which they are, for messages
   * @param examples at least one that can be decoded
   * @throws InvalidDatasetException if there is nothing to judge by
   */
  public HeldOutPictures heldOut(Part part, Collection<Example> examples) {
    NDManager manager = TorchRuntime.newManager(backbone.device());
    try {
      HeldOutPictures heldOut =
          settings.keepsFeatures()
              ? withFeatures(manager, examples)
              : withPictures(manager, examples);
      TrainingPool.requireSome(part, heldOut.size(), heldOut.skipped());
      return heldOut;
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private HeldOutPictures withFeatures(NDManager manager, Collection<Example> examples) {
    FeatureTable table = new FeatureTable(manager, examples.size(), backbone.featureWidth());
    FeatureExtractor extractor =
        new FeatureExtractor(
            backbone, Normalisation.parse(settings.normalisation()), store, table, listener);
    List<Entry> entries = new ArrayList<>();
    List<SkippedExample> skipped = new ArrayList<>();
    for (Example example : examples) {
      Picture picture = Picture.of(example);
      if (isUsable(picture, skipped)) {
        String key = plainKey(picture);
        float[] known = store.features(key);
        if (known == null) {
          extractor.add(pictures.of(picture), entries.size(), key);
        } else {
          table.put(entries.size(), known);
        }
        entries.add(new Entry(picture.id(), picture.label(), entries.size()));
      }
    }
    extractor.flush();
    table.finish(entries.size());
    return heldOut(manager, table, List.of(), entries, skipped);
  }

  /** What the features of a picture are kept by that is squashed and no more. */
  private String plainKey(Picture picture) {
    return String.join(
        "/",
        "plain",
        picture.digest(),
        Integer.toString(settings.imageSize()),
        settings.normalisation(),
        backbone.digest());
  }

  private HeldOutPictures withPictures(NDManager manager, Collection<Example> examples) {
    List<Picture> usable = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    List<SkippedExample> skipped = new ArrayList<>();
    for (Example example : examples) {
      Picture picture = Picture.of(example);
      if (isUsable(picture, skipped)) {
        entries.add(new Entry(picture.id(), picture.label(), usable.size()));
        usable.add(picture);
      }
    }
    return heldOut(manager, null, usable, entries, skipped);
  }

  private boolean isUsable(Picture picture, List<SkippedExample> skipped) {
    TrainingPool.requireLabel(picture, classNames.size());
    String refusal = pictures.refusal(picture);
    if (!refusal.isEmpty()) {
      skipped.add(new SkippedExample(picture.id(), refusal));
    }
    return refusal.isEmpty();
  }

  private HeldOutPictures heldOut(
      NDManager manager,
      FeatureTable table,
      List<Picture> usable,
      List<Entry> entries,
      List<SkippedExample> skipped) {
    entries.sort(Comparator.comparing(Entry::id));
    skipped.sort(Comparator.comparing(SkippedExample::id));
    return new HeldOutPictures(manager, table, usable, entries, skipped, description());
  }

  private HeadDescription description() {
    return new HeadDescription(
        classNames,
        backbone.digest(),
        settings.batchNorm(),
        settings.normalisation(),
        settings.imageSize());
  }
}
