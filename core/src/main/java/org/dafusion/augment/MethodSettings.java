package org.dafusion.augment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dafusion.augment.ClassNameCheck.Text;
import org.dafusion.config.Rules;
import org.dafusion.data.ClassNames;

/**
 * One named block of {@code augment.method}.
 *
 * @param name the block's name, which is the method's name in tables
 * @param type word of the {@link MethodType}
 * @param prompt what the picture should show; {@code {name}} stands for the class name or for the
 *     learned token
 * @param negativePrompt what it should not show
 * @param intensities how much of the source is left
 * @param guidance weights of classifier-free guidance
 * @param mask word of the {@link MaskChoice}
 * @param members what a composition is made of, in order; empty for others
 * @param probabilities of the members, or empty
 */
public record MethodSettings(
    String name,
    String type,
    String prompt,
    String negativePrompt,
    Intensities intensities,
    GuidanceScales guidance,
    String mask,
    List<MethodSettings> members,
    List<Double> probabilities)
    implements Serializable {
  private static final String CLASS_NAME = "{name}";
  private static final String RANGE = "be empty or [low, high] with low not above high";

  /** How far the probabilities of a choice may be from 1 together. */
  private static final double TOLERANCE = 1e-6;

  public MethodSettings {
    members = List.copyOf(members);
    probabilities = List.copyOf(probabilities);
    List<Double> range = intensities.range();
    Rules rules =
        Rules.of(block(name))
            .oneOf("type", type, MethodType.words())
            .notEmpty("intensities", intensities.choices())
            .that(
                "intensities",
                intensities.choices().stream().allMatch(MethodSettings::isIntensity),
                "hold only numbers above 0 and up to 1",
                intensities.choices())
            .that("intensity-range", isRange(range), RANGE, range)
            .that(
                "intensity-range",
                range.stream().allMatch(MethodSettings::isIntensity),
                "hold only numbers above 0 and up to 1",
                range)
            .between("guidance-scale", guidance.scale(), 0, 1000)
            .that("guidance-range", isRange(guidance.range()), RANGE, guidance.range())
            .eachBetween("guidance-range", guidance.range(), 0, 1000)
            .oneOf("mask", mask, MaskChoice.words())
            .that(
                "negative-prompt",
                !negativePrompt.contains(CLASS_NAME),
                "not hold {name}, which stands for something in prompt alone",
                negativePrompt);
    if (MethodType.words().contains(type)) {
      requireMembers(rules, MethodType.parse(type), members, probabilities);
      rules.that(
          "prompt",
          !type.equals(MethodType.DA_FUSION.word()) || prompt.contains(CLASS_NAME),
          "hold {name}, which stands for the learned token",
          prompt);
    }
    rules.verify();
  }

  private static void requireMembers(
      Rules rules, MethodType type, List<MethodSettings> members, List<Double> probabilities) {
    List<String> names = members.stream().map(MethodSettings::name).toList();
    rules
        .that(
            "methods",
            type.composed() != members.isEmpty(),
            type.composed()
                ? "name the methods that a %s one is made of".formatted(type.word())
                : "be empty where type is " + type.word(),
            names)
        .that(
            "probabilities",
            probabilities.isEmpty() || probabilities.size() == members.size(),
            "be empty or one for each of methods " + names,
            probabilities)
        .eachBetween("probabilities", probabilities, 0, 1)
        .that(
            "probabilities",
            type != MethodType.PARALLEL || probabilities.isEmpty() || addUp(probabilities),
            "add up to 1 where type is " + type.word(),
            probabilities);
  }

  private static boolean addUp(List<Double> probabilities) {
    double sum = probabilities.stream().mapToDouble(Double::doubleValue).sum();
    return Math.abs(sum - 1) <= TOLERANCE;
  }

  /**
   * Reads a member of {@code augment.method}, and those that it is made of.
   *
   * @param augment the block {@code augment}
   */
  public static MethodSettings from(String name, Config augment) {
    Config methods = augment.getConfig("method");
    Rules.of("augment").oneOf("methods", name, known(methods)).verify();
    return read(List.of(name), methods);
  }

  /**
   * Reads the last method of a path that leads from a composition to its members.
   *
   * @param path names of methods, each a member of the one before
   */
  private static MethodSettings read(List<String> path, Config methods) {
    String name = path.get(path.size() - 1);
    Config config = methods.getConfig(ConfigUtil.quoteString(name));
    List<MethodSettings> members = new ArrayList<>();
    for (String member : config.getStringList("methods")) {
      List<String> deeper = Stream.concat(path.stream(), Stream.of(member)).toList();
      Rules.of(block(name))
          .oneOf("methods", member, known(methods))
          .that(
              "methods",
              !path.contains(member),
              "not lead back to where they come from",
              String.join(" > ", deeper))
          .verify();
      members.add(read(deeper, methods));
    }
    return new MethodSettings(
        name,
        config.getString("type"),
        config.getString("prompt"),
        config.getString("negative-prompt"),
        new Intensities(
            config.getDoubleList("intensities"), config.getDoubleList("intensity-range")),
        new GuidanceScales(
            config.getDouble("guidance-scale"), config.getDoubleList("guidance-range")),
        config.getString("mask"),
        members,
        config.getDoubleList("probabilities"));
  }

  private static List<String> known(Config methods) {
    return methods.root().keySet().stream().sorted().toList();
  }

  private static String block(String name) {
    return ConfigUtil.joinPath("augment", "method", name);
  }

  private static boolean isIntensity(double value) {
    return value > 0 && value <= 1;
  }

  private static boolean isRange(List<Double> range) {
    return range.isEmpty() || range.size() == 2 && range.get(0) <= range.get(1);
  }

  /**
   * The method that the block describes.
   *
   * @param tokens learned tokens, for methods that want them
   */
  public GenerativeAugmentation toAugmentation(TokenChoice tokens) {
    List<GenerativeAugmentation> made =
        members.stream().map(member -> member.toAugmentation(tokens)).toList();
    return switch (methodType()) {
      case REAL_GUIDANCE -> new RealGuidance(this);
      case DA_FUSION -> new DaFusion(this, tokens);
      case PARALLEL -> new Parallel(name, made, probabilities);
      case SEQUENTIAL -> new Sequential(name, made, probabilities);
    };
  }

  /** What the type's word means. */
  public MethodType methodType() {
    return MethodType.parse(type);
  }

  /** Chance of a member to be drawn, or to be applied. */
  public double probability(int member) {
    return !probabilities.isEmpty()
        ? probabilities.get(member)
        : methodType() == MethodType.PARALLEL ? 1.0 / members.size() : 1;
  }

  /** The methods that edit pictures: this one, or those that it is made of in the end. */
  public List<MethodSettings> editing() {
    return methodType().composed()
        ? members.stream().flatMap(member -> member.editing().stream()).toList()
        : List.of(this);
  }

  /** Whether it needs learned tokens. */
  public boolean wantsTokens() {
    return editing().stream().anyMatch(m -> m.methodType() == MethodType.DA_FUSION);
  }

  /** Whether it needs masks. */
  public boolean wantsMasks() {
    return editing().stream().anyMatch(m -> MaskChoice.parse(m.mask()) != MaskChoice.NONE);
  }

  /**
   * Checks that the tokens for a picture were learned.
   *
   * @throws org.dafusion.data.InvalidDatasetException if one is missing
   */
  public void requireTokens(TokenChoice tokens, String className, String sourceId) {
    editing().stream()
        .filter(method -> method.methodType() == MethodType.DA_FUSION)
        .forEach(method -> tokens.placeholder(method.name(), className, sourceId));
  }

  /**
   * Everything that the model may be told about pictures of some classes. Learned tokens are left
   * out: they tell nothing but what was learned from the photos.
   */
  public List<Text> texts(List<String> classNames) {
    return editing().stream().flatMap(method -> method.ownTexts(classNames)).toList();
  }

  private Stream<Text> ownTexts(List<String> classNames) {
    Stream<String> prompts =
        methodType() == MethodType.DA_FUSION || !prompt.contains(CLASS_NAME)
            ? Stream.of(prompt.replace(CLASS_NAME, " "))
            : classNames.stream().map(name -> prompt(ClassNames.spelledOut(name)));
    return Stream.concat(
        prompts.map(text -> new Text(block(name) + ".prompt", text)),
        Stream.of(new Text(block(name) + ".negative-prompt", negativePrompt)));
  }

  /** One edit, with everything that is drawn for it. */
  EditPlan edit(String word, long seed) {
    return new EditPlan(
        name,
        prompt(word),
        negativePrompt,
        intensities.draw(seed),
        guidance.draw(seed),
        seed,
        MaskChoice.parse(mask));
  }

  private String prompt(String word) {
    return prompt.replace(CLASS_NAME, word);
  }
}
