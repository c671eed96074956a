package org.dafusion.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The settings of one experiment: the reference configuration, overlaid by a file, overlaid by
 * {@code key=value} overrides.
 *
 * <p>Problems are gathered, not thrown, until {@link #verify}, so that a user sees all of them in
 * one go:
 *
 * <pre>{@code
 * ExperimentConfig experiment = ExperimentConfig.load(reference, file, overrides, namedBlocks);
 * EditSettings edit = experiment.read(config -> EditSettings.from(config.getConfig("augment")));
 * experiment.verify();
 * }</pre>
 *
 * <p>Substitutions are resolved after layering: where the reference says {@code prompt =
 * ${augment.prompt}}, an experiment that sets {@code augment.prompt} reaches both keys.
 */
public final class ExperimentConfig {
  private static final String REFERENCE = "reference.conf";

  private final Config config;
  private final Config given;
  private final Config layers;
  private final Config declared;
  private final Config reference;
  private final Map<String, String> namedBlocks;
  private final boolean fileRead;
  private final List<Problem> problems;

  /** The block whose keys were laid over the others; empty for none. */
  private final String laidOver;

  private final Config overlay;

  /**
   * @param layers what the user gave, unresolved
   * @param declared the reference configuration, unresolved
   * @param overlay that part of the layers which was given under {@code laidOver}
   * @param problems that more are added to
   */
  private ExperimentConfig(
      Config layers,
      Config declared,
      Map<String, String> namedBlocks,
      boolean fileRead,
      String laidOver,
      Config overlay,
      List<Problem> problems) {
    this.layers = layers;
    this.declared = declared;
    this.reference = declared.resolve();
    this.namedBlocks = namedBlocks;
    this.fileRead = fileRead;
    this.laidOver = laidOver;
    this.overlay = overlay;
    this.problems = problems;
    this.given = accepted();
    Config resolved = given.withFallback(declared).resolve();
    this.config = withDefaults(resolved, namedBlocks);
  }

  /**
   * The project's reference configuration, unresolved: every key with its default.
   *
   * <p>Taken from beside this class, in its jar or folder, because other libraries on a cluster's
   * class path may have a file of the same name, and its keys would then pass as known.
   */
  public static Config reference() {
    URL self = ExperimentConfig.class.getResource("ExperimentConfig.class");
    try {
      URL url = new URL(self, "../../../" + REFERENCE);
      return ConfigFactory.parseURL(
          url,
          ConfigParseOptions.defaults().setAllowMissing(false).setOriginDescription(REFERENCE));
    } catch (MalformedURLException e) {
      throw new IllegalStateException("Cannot find " + REFERENCE + " beside " + self, e);
    }
  }

  /**
   * Layers and checks the settings. Never throws for what a user wrote.
   *
   * @param reference every known key with its default, unresolved; a default's type is the key's
   *     type, where {@code 1} is a whole number and {@code 1.0} any number; a block that it leaves
   *     empty may hold any keys
   * @param file the experiment's file in HOCON or JSON, or null for none
   * @param overrides {@code key=value}, the value in HOCON or plain text; a later one wins
   * @param namedBlocks blocks whose members may have any name, each with the block of the reference
   *     that declares a member's keys and their defaults: {@code "augment.method" ->
   *     "augment.method-defaults"}
   */
  public static ExperimentConfig load(
      Config reference, Path file, List<String> overrides, Map<String, String> namedBlocks) {
    List<Problem> problems = new ArrayList<>();
    return layered(reference, parse(file, problems), overrides, namedBlocks, problems);
  }

  /**
   * The same with a file that does not lie on the local disk.
   *
   * @param file the experiment's file; what it includes lies beside it
   */
  public static ExperimentConfig loadRemote(
      Config reference, RemoteFile file, List<String> overrides, Map<String, String> namedBlocks) {
    List<Problem> problems = new ArrayList<>();
    return layered(reference, parse(file, problems), overrides, namedBlocks, problems);
  }

  private static ExperimentConfig layered(
      Config reference,
      Config parsed,
      List<String> overrides,
      Map<String, String> namedBlocks,
      List<Problem> problems) {
    Config overlay = Overrides.parse(overrides, problems);
    boolean fileRead = parsed != null;
    Config layers = fileRead ? overlay.withFallback(parsed) : overlay;
    return new ExperimentConfig(
        layers, reference, namedBlocks, fileRead, "", ConfigFactory.empty(), problems);
  }

  /** What the user gave and the reference knows; what does not fit is added to the problems. */
  private Config accepted() {
    List<Problem> found = new ArrayList<>();
    Config accepted = ConfigFactory.empty();
    try {
      Config values = layers.withFallback(declared).resolve();
      accepted =
          new KeyCheck(reference, namedBlocks, found).accept(layers.resolveWith(values), values);
    } catch (ConfigException.UnresolvedSubstitution e) {
      found.add(problem(e));
    }
    found.stream().map(this::underItsBlock).forEach(problems::add);
    return accepted;
  }

  /**
   * The same experiment with the keys of one of its blocks laid over it, as where {@code
   * benchmark.dataset.pets} holds {@code augment.repeats = 50}. They win over the file and over the
   * overrides, are known or unknown as the experiment's own, and the defaults that refer to them
   * follow. What is wrong with them is among the problems of this experiment, under the block's
   * name.
   *
   * @param block a path whose members the reference leaves to the user
   * @param keys which of the block's keys; those that it does not have do nothing
   */
  public ExperimentConfig overlaid(String block, Collection<String> keys) {
    Config all = given.hasPath(block) ? given.getConfig(block) : ConfigFactory.empty();
    Config some = ConfigFactory.empty();
    for (String key : keys) {
      some = all.hasPath(key) ? some.withValue(key, all.getValue(key)) : some;
    }
    return new ExperimentConfig(
        some.withFallback(layers), declared, namedBlocks, fileRead, block, some, problems);
  }

  /**
   * The same experiment with one key set, for those who go through its values.
   *
   * @param giver the key that the value is from, to be told where it does not fit
   */
  public ExperimentConfig with(String key, String value, String giver) {
    ConfigValue given = ConfigValueFactory.fromAnyRef(value).withOrigin(origin(giver));
    return new ExperimentConfig(
        layers.withValue(key, given),
        declared,
        namedBlocks,
        fileRead,
        "",
        ConfigFactory.empty(),
        problems);
  }

  private ConfigOrigin origin(String key) {
    return config.hasPath(key) ? config.getValue(key).origin() : ConfigOriginFactory.newSimple(key);
  }

  private Problem underItsBlock(Problem problem) {
    boolean its = !problem.key().isEmpty() && overlay.hasPath(problem.key());
    return its
        ? new Problem(laidOver + "." + problem.key(), problem.message(), problem.origin())
        : problem;
  }

  /**
   * All settings, resolved. A key that was given wrongly has its reference value here, so that
   * records can still be built and their own rules reported as well.
   */
  public Config config() {
    return config;
  }

  /**
   * Builds a settings record and gathers the rules it breaks, with the place of each value.
   *
   * @return the record, or null if it is invalid, in which case {@link #verify} will throw
   */
  public <T> T read(Function<Config, T> record) {
    Config readable = config;
    while (true) {
      try {
        T valid = record.apply(readable);
        return readable == config ? valid : null;
      } catch (InvalidSettingsException e) {
        // what nobody gave may stand in the file that could not be read
        e.problems().stream()
            .map(this::located)
            .filter(problem -> fileRead || !problem.origin().isEmpty())
            .forEach(problems::add);
        return null;
      } catch (ConfigException.WrongType | ConfigException.BadValue e) {
        Config without = withoutCulprit(readable, e);
        if (without == readable) {
          return null;
        }
        readable = without;
      }
    }
  }

  /**
   * Reports a value of a type that only the record knows, and puts the reference's in its place so
   * that the rest of the record is judged too; the same settings if that cannot be done.
   */
  private Config withoutCulprit(Config readable, ConfigException e) {
    for (Map.Entry<String, ConfigValue> each : given.entrySet()) {
      String key = each.getKey();
      boolean named = e.getMessage().contains(lastElement(key) + " has type");
      if (named && each.getValue().origin().equals(e.origin()) && reference.hasPath(key)) {
        problems.add(underItsBlock(wrongType(key, each.getValue(), e)));
        boolean replaced = readable.getValue(key).equals(reference.getValue(key));
        return replaced ? readable : readable.withValue(key, reference.getValue(key));
      }
    }
    problems.add(problem(e));
    return readable;
  }

  private static Problem wrongType(String key, ConfigValue value, ConfigException e) {
    if (value.valueType() != ConfigValueType.NUMBER) {
      return problem(e);
    }
    String rule = "must be between %d and %d, found %s";
    String message = rule.formatted(Integer.MIN_VALUE, Integer.MAX_VALUE, value.unwrapped());
    return new Problem(key, message, KeyCheck.place(value.origin()));
  }

  /** What is known to be wrong so far, by file and line. */
  public List<Problem> problems() {
    return problems.stream().distinct().sorted(Problem.BY_PLACE).toList();
  }

  /**
   * To be called once every record is read.
   *
   * @throws InvalidSettingsException naming all problems at once
   */
  public void verify() {
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems());
    }
  }

  /** The file's settings, none where there is no file, or null where it cannot be read. */
  private static Config parse(Path file, List<Problem> problems) {
    if (file == null) {
      return ConfigFactory.empty();
    }
    if (!Files.isRegularFile(file)) {
      problems.add(new Problem("", "Cannot read " + file + " because there is no such file", ""));
      return null;
    }
    try {
      return ConfigFactory.parseFile(file.toFile(), Includes.local());
    } catch (ConfigException.Parse | ConfigException.IO e) {
      problems.add(problem(e));
      return null;
    }
  }

  private static Config parse(RemoteFile file, List<Problem> problems) {
    try {
      return ConfigFactory.parseString(file.read(), Includes.of(file));
    } catch (ConfigException.Parse | ConfigException.IO e) {
      problems.add(problem(e));
    } catch (FileNotFoundException e) {
      problems.add(
          new Problem("", "Cannot read " + file.name() + " because there is no such file", ""));
    } catch (IOException e) {
      problems.add(
          new Problem("", "Cannot read " + file.name() + " because " + e.getMessage(), ""));
    }
    return null;
  }

  private static Config withDefaults(Config config, Map<String, String> namedBlocks) {
    Config complete = config;
    for (Map.Entry<String, String> block : namedBlocks.entrySet()) {
      ConfigObject defaults = config.getObject(block.getValue());
      for (Map.Entry<String, ConfigValue> member : config.getObject(block.getKey()).entrySet()) {
        String path = block.getKey() + "." + ConfigUtil.quoteString(member.getKey());
        complete = complete.withValue(path, member.getValue().withFallback(defaults));
      }
    }
    return complete;
  }

  private Problem located(Problem problem) {
    String key = keyOfGiver(problem.key());
    String origin = given.hasPath(key) ? KeyCheck.place(given.getValue(key).origin()) : "";
    return underItsBlock(new Problem(key, problem.message(), origin));
  }

  /**
   * A value that was inherited by substitution is reported under the key the user wrote, so that
   * ten blocks that inherit it do not report it ten times.
   */
  private String keyOfGiver(String key) {
    if (given.hasPath(key) || !config.hasPath(key)) {
      return key;
    }
    ConfigValue value = config.getValue(key);
    String name = lastElement(key);
    return given.entrySet().stream()
        .filter(entry -> lastElement(entry.getKey()).equals(name))
        .filter(entry -> entry.getValue().equals(value))
        .filter(entry -> entry.getValue().origin().equals(value.origin()))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .orElse(key);
  }

  private static String lastElement(String key) {
    List<String> elements = ConfigUtil.splitPath(key);
    return elements.get(elements.size() - 1);
  }

  private static Problem problem(ConfigException e) {
    if (e.origin() == null) {
      return new Problem("", e.getMessage(), "");
    }
    String prefix = e.origin().description() + ": ";
    String message = e.getMessage();
    return new Problem(
        "",
        message.startsWith(prefix) ? message.substring(prefix.length()) : message,
        KeyCheck.place(e.origin()));
  }
}
