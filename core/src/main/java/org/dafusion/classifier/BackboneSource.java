package org.dafusion.classifier;

import java.util.Optional;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Rules;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ShippedModel;
import org.dafusion.model.FeatureNetwork;
import org.dafusion.pretrain.BackboneTraining;

/**
 * Where a backbone comes from, known before any engine or device is touched.
 *
 * <p>Start a run with {@link #of(ClassifierSettings)}: what is wrong with a file's name or contents
 * is told then.
 */
public sealed interface BackboneSource permits BackboneFile, RandomBackbone {
  /** The name in configuration of the untrained network. */
  String RANDOM = "random";

  /**
   * The source that {@code classifier.backbone} names.
   *
   * @param backbone {@value #RANDOM}, {@value ShippedModel#RANGELAND} for the one that comes with
   *     the project, a safetensors file, or a folder that holds exactly one. A DeiT's has its
   *     {@code config.json} beside it
   * @throws ModelArtefactException if there is no such file, or neither a ResNet nor a DeiT in it
   */
  static BackboneSource of(String backbone) {
    return switch (backbone) {
      case RANDOM -> new RandomBackbone();
      case ShippedModel.RANGELAND ->
          BackboneFile.open(
              ShippedModel.rangeland().folder().resolve(BackboneTraining.FILE).toString());
      default -> BackboneFile.open(backbone);
    };
  }

  /**
   * The source that settings name, if they suit it.
   *
   * @throws ModelArtefactException as {@link #of(String)}
   * @throws InvalidSettingsException if pictures would come to it in other numbers than those that
   *     it was trained on, where its file tells: its features would be off, and every accuracy
   *     worse, without anything to see. A protocol that prescribes such numbers is another matter
   *     ({@link #warning} tells); likewise if they would come in a size that it cannot take
   */
  static BackboneSource of(ClassifierSettings settings) {
    return of(settings, settings.backbone());
  }

  /**
   * The same where the file or folder that the settings name has been copied.
   *
   * @param place of the copy
   */
  static BackboneSource of(ClassifierSettings settings, String place) {
    BackboneSource source = of(place);
    String set = settings.normalisation();
    String trained = source.normalisation().orElse(set);
    int size = source.definition().imageSize().orElse(settings.imageSize());
    Rules.of("classifier")
        .that(
            "image-size",
            settings.imageSize() == size,
            "be %d, the only size that classifier.backbone = %s takes"
                .formatted(size, settings.backbone()),
            settings.imageSize())
        .that(
            "normalisation",
            set.equals(trained) || Protocol.PUBLISHED.label().equals(settings.protocol()),
            "be %s, with which classifier.backbone = %s was trained (set it, or name another backbone)"
                .formatted(trained, settings.backbone()),
            set)
        .verify();
    return source;
  }

  /** The network. */
  FeatureNetwork definition();

  /**
   * Name of the {@link org.dafusion.transform.Normalisation} that it was trained with; empty where
   * that is not known, as of torchvision's weights.
   */
  Optional<String> normalisation();

  /** What identifies the weights: the file's SHA-256 in hex digits, or a name of its own. */
  String digest();

  /** What a user of these settings should be told before trusting the results, if anything. */
  Optional<String> warning(ClassifierSettings settings);

  /** The network with its weights. */
  CompiledModel compile(ModelCompiler compiler);
}
