package org.dafusion.classifier;

import com.typesafe.config.Config;
import java.io.Serializable;
import org.dafusion.config.Rules;
import org.dafusion.huggingface.ShippedModel;
import org.dafusion.transform.Normalisation;
import org.dafusion.transform.TrainingViews;

/**
 * The block {@code classifier}; {@code reference.conf} has the defaults and their sources.
 *
 * @param backbone file or folder of a ResNet, or a word of {@link BackboneSource#of(String)}
 * @param batchNorm label of a {@link BatchNorm}
 * @param syntheticProbability alpha of the paper's equation 6
 * @param learningRate step size of Adam
 * @param batch examples per step
 * @param iterationsPerEpoch steps between two evaluations
 * @param epochs evaluations
 * @param imageSize side in pixels to which pictures are squashed
 * @param views augmented views of each training picture; 0 trains on the plain picture alone
 * @param transform label of the {@link TrainingViews}
 * @param normalisation label of a {@link Normalisation}
 * @param seed seed of the trial: views, head, order and mixing
 */
public record ClassifierSettings(
    String backbone,
    String batchNorm,
    double syntheticProbability,
    double learningRate,
    int batch,
    int iterationsPerEpoch,
    int epochs,
    int imageSize,
    int views,
    String transform,
    String normalisation,
    long seed)
    implements Serializable {

  /**
   * Checks all values.
   *
   * @throws org.dafusion.config.InvalidSettingsException naming every key that is out of range; a
   *     missing backbone is one
   */
  public ClassifierSettings {
    Rules.of("classifier")
        .that(
            "backbone",
            !backbone.isBlank(),
            "be a safetensors file of a ResNet with torchvision's key names (such as ResNet-50"
                + " pretrained on ImageNet), a folder that holds one, '"
                + ShippedModel.RANGELAND
                + "' for the small one that comes along, or '"
                + BackboneSource.RANDOM
                + "' for a small untrained network to try things out",
            backbone)
        .oneOf("batch-norm", batchNorm, BatchNorm.labels())
        .between("synthetic-probability", syntheticProbability, 0.0, 1.0)
        .positive("learning-rate", learningRate)
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
            views != 0 || TrainingViews.STANDARD.label().equals(transform),
            "be at least 1 where transform is " + transform + ", as plain images have no views",
            views)
        .oneOf("transform", transform, TrainingViews.labels())
        .oneOf("normalisation", normalisation, Normalisation.labels())
        .atLeast("seed", seed, 0)
        .verify();
  }

  /** The same for another trial. */
  public ClassifierSettings withTrial(String transform, double syntheticProbability, long seed) {
    return new ClassifierSettings(
        backbone,
        batchNorm,
        syntheticProbability,
        learningRate,
        batch,
        iterationsPerEpoch,
        epochs,
        imageSize,
        views,
        transform,
        normalisation,
        seed);
  }

  /** Reads the block {@code classifier}. */
  public static ClassifierSettings from(Config config) {
    return new ClassifierSettings(
        config.getString("backbone"),
        config.getString("batch-norm"),
        config.getDouble("synthetic-probability"),
        config.getDouble("learning-rate"),
        config.getInt("batch"),
        config.getInt("iterations-per-epoch"),
        config.getInt("epochs"),
        config.getInt("image-size"),
        config.getInt("views"),
        config.getString("transform"),
        config.getString("normalisation"),
        config.getLong("seed"));
  }
}
