package org.dafusion.inversion;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.io.Serializable;
import java.util.List;
import org.dafusion.config.Rules;
import org.dafusion.data.ClassNames;

/**
 * One named block of {@code invert.recipes}: how a concept is learned, whatever else is learned
 * beside it.
 *
 * @param name the block's name
 * @param initial word that the vectors begin as; {@value #CLASS_NAME} stands for the class name
 * @param subwords label of a {@link Subwords}
 * @param vectors that stand for the concept
 * @param batch samples of a step
 * @param steps of the training
 * @param learningRate of AdamW, as it reaches the optimiser
 * @param schedule label of a {@link LearningRateSchedule}
 * @param warmup steps until the full rate
 * @param weightDecay of AdamW, which also draws the vectors towards zero
 * @param flips whether half of the samples are mirrored left to right
 * @param templates prompts with {@value #SLOT} where the token is put in
 */
public record InversionRecipe(
    String name,
    String initial,
    String subwords,
    int vectors,
    int batch,
    int steps,
    double learningRate,
    String schedule,
    int warmup,
    double weightDecay,
    boolean flips,
    List<String> templates)
    implements Serializable {

  /** What stands for the token in a template. */
  public static final String SLOT = "{}";

  /** Far beyond any use, and still a number to the optimiser, which divides it by 0.1 at first. */
  private static final double HIGHEST_RATE = 1e30;

  /** What stands for the class name in the initial word. */
  public static final String CLASS_NAME = "{name}";

  public InversionRecipe {
    templates = List.copyOf(templates);
    Rules.of("invert.recipes." + name)
        .notEmpty("initial", initial)
        .oneOf("subwords", subwords, Subwords.labels())
        .between("vectors", vectors, 1, 64)
        .between("batch", batch, 1, 1024)
        .between("steps", steps, 1, 1_000_000)
        .positive("learning-rate", learningRate)
        .that(
            "learning-rate",
            !(learningRate > HIGHEST_RATE),
            "be at most " + HIGHEST_RATE,
            learningRate)
        .oneOf("schedule", schedule, LearningRateSchedule.labels())
        .between("warmup", warmup, 0, 1_000_000)
        .atLeast("weight-decay", weightDecay, 0.0)
        .notEmpty("templates", templates)
        .that(
            "templates",
            templates.stream().allMatch(template -> template.contains(SLOT)),
            "each have {} where the token is put in",
            templates.stream().filter(template -> !template.contains(SLOT)).toList())
        .verify();
  }

  /**
   * Reads a member of {@code invert.recipes}.
   *
   * @param invert the block {@code invert}
   */
  public static InversionRecipe from(String name, Config invert) {
    Config recipes = invert.getConfig("recipes");
    Rules.of("invert")
        .oneOf("recipe", name, recipes.root().keySet().stream().sorted().toList())
        .verify();
    Config config = recipes.getConfig(ConfigUtil.quoteString(name));
    return new InversionRecipe(
        name,
        config.getString("initial"),
        config.getString("subwords"),
        config.getInt("vectors"),
        config.getInt("batch"),
        config.getInt("steps"),
        config.getDouble("learning-rate"),
        config.getString("schedule"),
        config.getInt("warmup"),
        config.getDouble("weight-decay"),
        config.getBoolean("flips"),
        config.getStringList("templates"));
  }

  /** The word that the vectors of a class begin as. */
  public String initialWord(String className) {
    return initial.replace(CLASS_NAME, ClassNames.spelledOut(className)).strip();
  }

  /** The learning rate of a step, counted from 1. */
  double learningRate(int step) {
    return learningRate * LearningRateSchedule.parse(schedule).factor(step, warmup, steps);
  }
}
