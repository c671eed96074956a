package org.dafusion.pretrain;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.List;
import org.dafusion.config.Rules;

/**
 * The block {@code pretrain.backbone}: a ResNet of basic blocks, and how it learns the classes.
 *
 * @param training what all parts have in common
 * @param width channels of the first stage, which double from stage to stage
 * @param layers blocks of each of the four stages
 * @param symmetries in which ways an image may be turned: {@code none}, {@code flip} or {@code all}
 * @param crop least share of the side that a random square view keeps, above 0 to 1; 1 crops
 *     nothing
 * @param jitter greatest change of brightness, contrast and saturation, 0 to below 1
 * @param normalisation of the pixels, by its name
 */
public record BackboneRecipe(
    TrainingRecipe training,
    int width,
    List<Integer> layers,
    String symmetries,
    double crop,
    double jitter,
    String normalisation)
    implements Serializable {

  public BackboneRecipe {
    layers = List.copyOf(layers);
    Rules.of("pretrain.backbone")
        .between("width", width, 1, 4096)
        .that(
            "layers",
            layers.size() == 4 && layers.stream().allMatch(blocks -> 1 <= blocks && blocks <= 64),
            "be four numbers between 1 and 64",
            layers)
        .oneOf("symmetries", symmetries, View.labels())
        .that("crop", crop > 0 && crop <= 1, "be above 0.0, at most 1.0", crop)
        .that("jitter", jitter >= 0 && jitter < 1, "be at least 0.0 and below 1.0", jitter)
        .oneOf("normalisation", normalisation, List.of("imagenet", "half"))
        .verify();
  }

  /** Reads the block {@code pretrain.backbone}. */
  public static BackboneRecipe from(Config config) {
    return new BackboneRecipe(
        TrainingRecipe.from("backbone", config),
        config.getInt("width"),
        config.getIntList("layers"),
        config.getString("symmetries"),
        config.getDouble("crop"),
        config.getDouble("jitter"),
        config.getString("normalisation"));
  }
}
