package org.dafusion.classifier;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dafusion.config.Rules;
import org.dafusion.huggingface.ShippedModel;
import org.dafusion.transform.Normalisation;
import org.dafusion.transform.TrainingViews;

/**
 * The block {@code classifier}; {@code reference.conf} has the defaults and their sources. What the
 * block leaves to the protocol has the protocol's value here.
 *
 * @param protocol label of a {@link Protocol}
 * @param backbone file or folder of a network, or a word of {@link BackboneSource#of(String)}
 * @param batchNorm label of a {@link BatchNorm}
 * @param trains label of what is {@link Trained}
 * @param syntheticProbability alpha of the paper's equation 6
 * @param optimiser label of an {@link OptimiserKind}
 * @param learningRate its step size
 * @param momentum of SGD; Adam has none
 * @param weightDecay added to the gradient, times the weight
 * @param batch examples per step
 * @param iterationsPerEpoch steps between two evaluations
 * @param epochs evaluations
 * @param imageSize side in pixels to which pictures are squashed
 * @param views augmented views of each training picture that are kept; 0 trains on the plain
 *     picture alone. Where features cannot be kept each step makes views of its own, whatever this
 *     is
 * @param transform label of the {@link TrainingViews}
 * @param cutmix whether views are mixed with boxes of others
 * @param normalisation label of a {@link Normalisation}
 * @param validationDraws validation pictures drawn after each epoch; 0 for each one once
 * @param selectionFraction share of the real training pictures that chooses the epoch; 0 for none
 * @param featureMemory MB of features, or of squashed pictures, that trials share
 * @param seed seed of the trial: head, order and mixing, and views where each step makes its own
 */
public record ClassifierSettings(
    String protocol,
    String backbone,
    String batchNorm,
    String trains,
    double syntheticProbability,
    String optimiser,
    double learningRate,
    double momentum,
    double weightDecay,
    int batch,
    int iterationsPerEpoch,
    int epochs,
    int imageSize,
    int views,
    String transform,
    boolean cutmix,
    String normalisation,
    int validationDraws,
    double selectionFraction,
    int featureMemory,
    long seed)
    implements Serializable {

  /** The word in configuration for what the protocol says; 0 where a number is wanted. */
  static final String BY_PROTOCOL = "protocol";

  /**
   * Checks all values, and that they suit the protocol.
   *
   * @throws org.dafusion.config.InvalidSettingsException naming every key that is out of range; a
   *     missing backbone is one
   */
  public ClassifierSettings {
    boolean plain = views == 0 && keepsFeatures(trains, batchNorm);
    Rules rules =
        Rules.of("classifier")
            .oneOf("protocol", protocol, Protocol.labels())
            .that(
                "backbone",
                !backbone.isBlank(),
                "be a safetensors file of a ResNet with torchvision's key names (such as ResNet-50"
                    + " pretrained on ImageNet), a folder that holds one or a DeiT of Hugging"
                    + " Face, '"
                    + ShippedModel.RANGELAND
                    + "' for the small one that comes along, or '"
                    + BackboneSource.RANDOM
                    + "' for a small untrained network to try things out",
                backbone)
            .place("backbone", backbone)
            .oneOf("batch-norm", batchNorm, BatchNorm.labels())
            .oneOf("trains", trains, Trained.labels())
            .between("synthetic-probability", syntheticProbability, 0.0, 1.0)
            .oneOf("optimiser", optimiser, OptimiserKind.labels())
            .positive("learning-rate", learningRate)
            .that("momentum", momentum >= 0 && momentum < 1, "be 0.0 to below 1.0", momentum)
            .atLeast("weight-decay", weightDecay, 0.0)
            .between("batch", batch, 1, 65536)
            .between("iterations-per-epoch", iterationsPerEpoch, 1, 1_000_000)
            .between("epochs", epochs, 1, 100_000)
            .that(
                "iterations-per-epoch",
                (long) iterationsPerEpoch * epochs <= Integer.MAX_VALUE,
                "give at most 2147483647 steps together with epochs",
                iterationsPerEpoch)
            .between("image-size", imageSize, 32, 1024)
            .between("views", views, 0, 10_000)
            .that(
                "views",
                !plain || transform.equals("standard") || transform.equals("none"),
                "be at least 1 where transform is " + transform + ", as plain images have no views",
                views)
            .that(
                "views",
                !plain || !cutmix,
                "be at least 1 where cutmix is true, as plain images are not mixed",
                views)
            .oneOf("transform", transform, TrainingViews.labels())
            .oneOf("normalisation", normalisation, Normalisation.labels())
            .between("validation-draws", validationDraws, 0, 10_000_000)
            .that(
                "selection-fraction",
                selectionFraction >= 0 && selectionFraction < 1,
                "be 0.0 to below 1.0",
                selectionFraction)
            .between("feature-memory", featureMemory, 0, 1_000_000)
            .atLeast("seed", seed, 0);
    if (Protocol.PUBLISHED.label().equals(protocol)) {
      checkPublished(rules, batchNorm, normalisation, trains, optimiser);
      rules
          .that("weight-decay", weightDecay == 0, published("be 0.0", "decays none"), weightDecay)
          .that(
              "selection-fraction",
              selectionFraction == 0,
              published("be 0.0", "chooses the epoch by the validation pictures"),
              selectionFraction);
    } else if (Protocol.CLEAN.label().equals(protocol)) {
      checkClean(rules, batchNorm, trains, validationDraws);
    }
    rules.verify();
  }

  private static void checkPublished(
      Rules rules, String batchNorm, String normalisation, String trains, String optimiser) {
    rules
        .that(
            "batch-norm",
            !batchNorm.equals(BatchNorm.FROZEN.label()),
            published("be reference", "leaves it in training mode"),
            batchNorm)
        .that(
            "normalisation",
            !normalisation.equals(Normalisation.IMAGENET.label()),
            published("be half", "normalises with 0.5 and 0.5"),
            normalisation)
        .that(
            "trains",
            !trains.equals(Trained.ALL.label()),
            published("be head", "trains nothing else"),
            trains)
        .that(
            "optimiser",
            !optimiser.equals(OptimiserKind.SGD.label()),
            published("be adam", "has no other"),
            optimiser);
  }

  private static String published(String rule, String reason) {
    return rule + " where protocol is published, as the reference " + reason;
  }

  private static void checkClean(
      Rules rules, String batchNorm, String trains, int validationDraws) {
    rules
        .that(
            "batch-norm",
            !(batchNorm.equals(BatchNorm.REFERENCE.label()) && trains.equals(Trained.HEAD.label())),
            "be frozen where protocol is clean and trains is head, as the backbone is to stay as"
                + " it is",
            batchNorm)
        .that(
            "validation-draws",
            validationDraws == 0,
            "be 0 where protocol is clean, as every validation picture counts once",
            validationDraws);
  }

  /** Whether a picture's features stay the same for the whole trial, so that they can be kept. */
  public boolean keepsFeatures() {
    return keepsFeatures(trains, batchNorm);
  }

  private static boolean keepsFeatures(String trains, String batchNorm) {
    return trains.equals(Trained.HEAD.label()) && batchNorm.equals(BatchNorm.FROZEN.label());
  }

  /**
   * Names what held-out pictures must have been prepared with: trials with equal backbones and
   * equal names may share theirs, see {@link ClassifierTrainer#heldOut}.
   */
  public String heldOutKind() {
    return String.join(
        "/",
        batchNorm,
        keepsFeatures() ? "features" : "pictures",
        normalisation,
        Integer.toString(imageSize));
  }

  /** Whether all weights of the backbone are trained. */
  boolean trainsAll() {
    return trains.equals(Trained.ALL.label());
  }

  /** What {@link #protocol} names. */
  public Protocol protocolInUse() {
    return Protocol.named(protocol).orElseThrow();
  }

  /** The same for another trial. */
  public ClassifierSettings withTrial(String transform, double syntheticProbability, long seed) {
    return with(
        Map.of(
            "transform", transform, "synthetic-probability", syntheticProbability, "seed", seed));
  }

  /**
   * The same with some keys of the block changed, as if the block said so. A change of {@code
   * protocol} takes what protocols decide along, as far as it is not among the changes itself.
   *
   * @param changes values by key, such as {@code "cutmix"} and true
   * @throws org.dafusion.config.InvalidSettingsException as the constructor
   * @throws IllegalArgumentException if the block has no such key
   */
  public ClassifierSettings with(Map<String, ?> changes) {
    Map<String, Object> values = values();
    if (changes.containsKey("protocol")) {
      values.put("batch-norm", BY_PROTOCOL);
      values.put("normalisation", BY_PROTOCOL);
      values.put("validation-draws", 0);
    }
    changes.forEach(
        (key, value) -> {
          if (values.put(key, value) == null) {
            throw new IllegalArgumentException(
                "Invalid change: classifier has no key " + key + ", it has " + values().keySet());
          }
        });
    return from(ConfigFactory.parseMap(values));
  }

  /** All values by key, in the order of the block. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("protocol", protocol);
    values.put("backbone", backbone);
    values.put("batch-norm", batchNorm);
    values.put("trains", trains);
    values.put("synthetic-probability", syntheticProbability);
    values.put("optimiser", optimiser);
    values.put("learning-rate", learningRate);
    values.put("momentum", momentum);
    values.put("weight-decay", weightDecay);
    values.put("batch", batch);
    values.put("iterations-per-epoch", iterationsPerEpoch);
    values.put("epochs", epochs);
    values.put("image-size", imageSize);
    values.put("views", views);
    values.put("transform", transform);
    values.put("cutmix", cutmix);
    values.put("normalisation", normalisation);
    values.put("validation-draws", validationDraws);
    values.put("selection-fraction", selectionFraction);
    values.put("feature-memory", featureMemory);
    values.put("seed", seed);
    return values;
  }

  /** Reads the block {@code classifier}. */
  public static ClassifierSettings from(Config config) {
    String protocol = config.getString("protocol");
    // a protocol that nobody knows is told by the constructor
    Protocol preset = Protocol.named(protocol).orElse(Protocol.CLEAN);
    int draws = config.getInt("validation-draws");
    return new ClassifierSettings(
        protocol,
        config.getString("backbone"),
        setOr(preset.batchNorm().label(), config.getString("batch-norm")),
        config.getString("trains"),
        config.getDouble("synthetic-probability"),
        config.getString("optimiser"),
        config.getDouble("learning-rate"),
        config.getDouble("momentum"),
        config.getDouble("weight-decay"),
        config.getInt("batch"),
        config.getInt("iterations-per-epoch"),
        config.getInt("epochs"),
        config.getInt("image-size"),
        config.getInt("views"),
        config.getString("transform"),
        config.getBoolean("cutmix"),
        setOr(preset.normalisation().label(), config.getString("normalisation")),
        draws == 0 ? preset.validationDraws() : draws,
        config.getDouble("selection-fraction"),
        config.getInt("feature-memory"),
        config.getLong("seed"));
  }

  private static String setOr(String preset, String set) {
    return set.equals(BY_PROTOCOL) ? preset : set;
  }
}
