package org.dafusion.augment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.io.Serializable;
import java.util.List;
import org.dafusion.config.Rules;

/**
 * One named block of {@code augment.method}.
 *
 * @param name the block's name, which is the method's name in tables
 * @param type the algorithm; {@code real-guidance}
 * @param prompt what the picture should show; {@code {name}} stands for the class name
 * @param negativePrompt what it should not show
 * @param intensities how much of the source is left
 * @param guidanceScale weight of classifier-free guidance
 */
public record MethodSettings(
    String name,
    String type,
    String prompt,
    String negativePrompt,
    Intensities intensities,
    double guidanceScale)
    implements Serializable {

  /** Algorithms that {@code type} may name. */
  public static final List<String> TYPES = List.of(RealGuidance.TYPE);

  public MethodSettings {
    List<Double> range = intensities.range();
    Rules.of("augment.method." + name)
        .oneOf("type", type, TYPES)
        .notEmpty("intensities", intensities.choices())
        .that(
            "intensities",
            intensities.choices().stream().allMatch(MethodSettings::isIntensity),
            "hold only numbers above 0 and up to 1",
            intensities.choices())
        .that(
            "intensity-range",
            range.isEmpty() || range.size() == 2 && range.get(0) <= range.get(1),
            "be empty or [low, high] with low not above high",
            range)
        .that(
            "intensity-range",
            range.stream().allMatch(MethodSettings::isIntensity),
            "hold only numbers above 0 and up to 1",
            range)
        .between("guidance-scale", guidanceScale, 0, 1000)
        .verify();
  }

  /**
   * Reads a member of {@code augment.method}.
   *
   * @param augment the block {@code augment}
   */
  public static MethodSettings from(String name, Config augment) {
    Config methods = augment.getConfig("method");
    Rules.of("augment")
        .oneOf("methods", name, methods.root().keySet().stream().sorted().toList())
        .verify();
    Config config = methods.getConfig(ConfigUtil.quoteString(name));
    return new MethodSettings(
        name,
        config.getString("type"),
        config.getString("prompt"),
        config.getString("negative-prompt"),
        new Intensities(
            config.getDoubleList("intensities"), config.getDoubleList("intensity-range")),
        config.getDouble("guidance-scale"));
  }

  private static boolean isIntensity(double value) {
    return value > 0 && value <= 1;
  }

  /** The method that the block describes. */
  public GenerativeAugmentation toAugmentation() {
    return new RealGuidance(this);
  }
}
