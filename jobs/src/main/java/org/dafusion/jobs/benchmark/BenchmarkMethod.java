package org.dafusion.jobs.benchmark;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.util.List;
import org.dafusion.classifier.Protocol;
import org.dafusion.config.Rules;
import org.dafusion.transform.TrainingViews;

/**
 * One named block of {@code benchmark.method}: what a classifier learns from.
 *
 * @param name the block's name, which is the method's name in the table
 * @param pictures name of the block in {@code augment.method} whose pictures are mixed in; empty
 *     for real images alone
 * @param transform label of the {@link TrainingViews}
 * @param syntheticProbability chance of a synthetic picture in place of its source
 */
public record BenchmarkMethod(
    String name, String pictures, String transform, double syntheticProbability) {
  private static final List<String> PLAIN =
      List.of(TrainingViews.STANDARD.label(), TrainingViews.NONE.label());

  /** Blocks of the experiment that a method may lay keys of its own over. */
  public static final List<String> OVERLAYS =
      List.of("augment", "classifier", "erase", "invert", "leakage", "model");

  public BenchmarkMethod {
    Rules.of(block(name))
        .oneOf("transform", transform, TrainingViews.labels())
        .between("synthetic-probability", syntheticProbability, 0.0, 1.0)
        .verify();
  }

  /**
   * Reads a member of {@code benchmark.method}.
   *
   * @param config all settings, the method's own laid over them
   */
  public static BenchmarkMethod from(String name, Config config) {
    Config methods = config.getConfig("benchmark.method");
    Rules.of("benchmark").oneOf("methods", name, names(methods)).verify();
    Config method = methods.getConfig(ConfigUtil.quoteString(name));
    String pictures = method.getString("pictures");
    String transform = method.getString("transform");
    List<String> known = names(config.getConfig("augment.method"));
    Rules rules =
        Rules.of(block(name))
            .that(
                "pictures",
                pictures.isEmpty() || known.contains(pictures),
                "be empty or one of " + String.join(", ", known),
                pictures)
            .that(
                "transform",
                !hasNoViews(config.getConfig("classifier")) || PLAIN.contains(transform),
                "be standard or none where classifier.views is 0, as plain images have no views",
                transform);
    BenchmarkMethod read =
        rules.read(
            () ->
                new BenchmarkMethod(
                    name, pictures, transform, method.getDouble("synthetic-probability")));
    rules.verify();
    return read;
  }

  /** Whether the head learns from plain images; where BatchNorm adapts each step makes a view. */
  private static boolean hasNoViews(Config classifier) {
    return classifier.getInt("views") == 0
        && classifier.getString("protocol").equals(Protocol.CLEAN.label())
        && classifier.getString("trains").equals("head");
  }

  private static List<String> names(Config blocks) {
    return blocks.root().keySet().stream().sorted().toList();
  }

  /** Path of the block of a method. */
  public static String block(String name) {
    return ConfigUtil.joinPath("benchmark", "method", name);
  }

  /** Whether synthetic pictures are mixed in. */
  public boolean wantsPictures() {
    return !pictures.isEmpty();
  }
}
