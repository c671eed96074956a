package org.dafusion.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestExperimentConfig {
  private static final Config REFERENCE = ConfigFactory.parseResources("config/reference.conf");
  private static final Map<String, String> NAMED_BLOCKS =
      Map.of("augment.method", "augment.method-defaults");

  /** Where blocks may hold anything that is then laid over the rest. */
  private static final Config WITH_BLOCKS =
      ConfigFactory.parseString(
          "steps = 1, twice = ${steps}, name = \"\", dataset {}, method {},"
              + " method-defaults { steps = ${steps}, more {} }");

  @TempDir Path folder;

  /** A small settings record, as a stage would have. */
  record Sampling(long steps, double guidanceScale) {
    Sampling {
      Rules.of("augment")
          .between("steps", steps, 1, 1000)
          .atLeast("guidance-scale", guidanceScale, 0.0)
          .verify();
    }

    static Sampling from(Config config) {
      Config augment = config.getConfig("augment");
      return new Sampling(augment.getLong("steps"), augment.getDouble("guidance-scale"));
    }
  }

  @Test
  void listsEveryBadKeyWithItsLine() {
    Path bad = resource("config/bad.conf");

    List<Problem> problems = load(bad).problems();

    assertThat(problems)
        .extracting(
            Problem::key, problem -> problem.origin().replace(bad + ": ", ""), Problem::message)
        .containsExactly(
            tuple("wrokspace", "2", "is not a known key; did you mean 'workspace'?"),
            tuple("model.path", "3", "must be text, found a list [ … ]"),
            tuple("model.safety-checker", "4", "must be true or false, found 'maybe'"),
            tuple("augment.stesp", "6", "is not a known key; did you mean 'augment.steps'?"),
            tuple("augment.steps", "7", "must be a whole number, found 2.5"),
            tuple("augment.guidance-scale", "8", "must be a number, found 'high'"),
            tuple("augment.intensities", "9", "must list only a number each, found 'strong'"),
            tuple("augment.methods", "10", "must be a list [ … ], found 'plain'"),
            tuple("augment.prompt", "11", "must be text, found a block { … }"),
            tuple("augment.intensity-range", "12", "must be a list [ … ], found null"),
            tuple(
                "augment.method.plain.promt",
                "14",
                "is not a known key; did you mean 'augment.method.plain.prompt'?"),
            tuple("augment.method.other", "15", "must be a block { … }, found 5"),
            tuple("augment.method.third.intensities", "16", "must be a list [ … ], found 1"),
            tuple("steps", "19", "is not a known key; did you mean 'augment.steps'?"),
            tuple("argument", "20", "is not a known key; did you mean 'augment'?"));
  }

  @Test
  void aDefaultThatEndsInPointZeroTakesAnyNumber() {
    ExperimentConfig loaded =
        ExperimentConfig.load(
            ExperimentConfig.reference(),
            null,
            List.of("model.safety-threshold-shift=0.5", "augment.batch=2.5"),
            Map.of(
                "augment.method", "augment.method-defaults",
                "invert.recipes", "invert.recipe-defaults",
                "erase.presets", "erase.preset-defaults"));

    assertThat(loaded.problems()).extracting(Problem::key).containsExactly("augment.batch");
    assertThat(loaded.config().getDouble("model.safety-threshold-shift")).isEqualTo(0.5);
  }

  @Test
  void aBlockThatTheReferenceLeavesEmptyTakesAnyKeys() {
    Config reference = ConfigFactory.parseString("free {}, taken { a = x }");
    List<String> overrides = List.of("free.\"a.b\"=1", "free.c={d=[2]}", "taken.b=3");

    ExperimentConfig loaded = ExperimentConfig.load(reference, null, overrides, Map.of());

    assertThat(loaded.problems()).extracting(Problem::key).containsExactly("taken.b");
    assertThat(loaded.config().getObject("free").unwrapped())
        .isEqualTo(Map.of("a.b", 1, "c", Map.of("d", List.of(2))));
    assertThat(ExperimentConfig.load(reference, null, List.of("free=x"), Map.of()).problems())
        .extracting(Problem::message)
        .containsExactly("must be a block { … }, found 'x'");
  }

  @Test
  void badKeysKeepTheirReferenceValues() {
    Config config = load(resource("config/bad.conf")).config();

    assertThat(config.getInt("augment.steps")).isEqualTo(25);
    assertThat(config.getString("augment.prompt")).isEqualTo("a photo of a {name}");
    assertThat(config.getString("augment.method.plain.prompt")).isEqualTo("a photo of a {name}");
    assertThat(config.getStringList("augment.methods")).containsExactly("plain");
    assertThat(config.hasPath("argument")).isFalse();
  }

  @Test
  void overridesWinOverTheFileAndTheFileOverTheReference() throws IOException {
    Path file = file("workspace = a, augment { steps = 10, guidance-scale = 3 }");

    Config config = load(file, "augment.steps=5", "augment.steps=6").config();

    assertThat(config.getString("workspace")).isEqualTo("a");
    assertThat(config.getInt("augment.steps")).isEqualTo(6);
    assertThat(config.getDouble("augment.guidance-scale")).isEqualTo(3.0);
    assertThat(config.getDoubleList("augment.intensities")).containsExactly(0.25, 0.5);
  }

  @Test
  void overridesReachValuesThatTheReferenceSubstitutes() {
    Config config = load(null, "augment.prompt=a photo", "augment.method.mine={}").config();

    assertThat(config.getString("augment.method-defaults.prompt")).isEqualTo("a photo");
    assertThat(config.getString("augment.method.plain.prompt")).isEqualTo("a photo");
    assertThat(config.getString("augment.method.mine.prompt")).isEqualTo("a photo");
  }

  @Test
  void membersOfANamedBlockFallBackToItsDefaults() throws IOException {
    ExperimentConfig experiment =
        load(file("augment.method { plain { prompt = x }, \"my.mix\" { intensities = [1] } }"));

    Config methods = experiment.config().getConfig("augment.method");

    experiment.verify();
    assertThat(methods.getString("plain.prompt")).isEqualTo("x");
    assertThat(methods.getDoubleList("plain.intensities")).containsExactly(0.25, 0.5);
    assertThat(methods.getDoubleList("\"my.mix\".intensities")).containsExactly(1.0);
    assertThat(methods.getString("\"my.mix\".type")).isEqualTo("real-guidance");
  }

  @Test
  void aValueMayExtendTheDefaultItReplaces() throws IOException {
    ExperimentConfig experiment = load(file("augment.methods = ${augment.methods} [other]"));

    assertThat(experiment.problems()).isEmpty();
    assertThat(experiment.config().getStringList("augment.methods"))
        .containsExactly("plain", "other");
  }

  @Test
  void overridesMayBePlainTextOrHocon() {
    List<List<String>> keyTextAndValue =
        List.of(
            List.of("workspace=../shared/data", "../shared/data"),
            List.of("workspace=/data//pets", "/data//pets"),
            List.of("workspace=s3a://bucket/pets", "s3a://bucket/pets"),
            List.of("workspace=\"quoted # text\"", "quoted # text"),
            List.of("workspace=photo #1, drawn", "photo #1, drawn"),
            List.of("workspace=a photo of a {name}", "a photo of a {name}"),
            List.of("workspace=key=value", "key=value"),
            List.of("workspace=${augment.prompt}", "a photo of a {name}"),
            List.of("workspace=", ""),
            List.of("workspace=12", "12"));

    assertThat(keyTextAndValue)
        .allSatisfy(
            pair -> {
              ExperimentConfig experiment = load(null, pair.get(0));
              experiment.verify();
              assertThat(experiment.config().getString("workspace")).isEqualTo(pair.get(1));
            });
    assertThat(
            load(null, "augment.intensities=[0.7,1]").config().getDoubleList("augment.intensities"))
        .containsExactly(0.7, 1.0);
  }

  @Test
  void overridesReportTheCommandLine() {
    ExperimentConfig experiment =
        load(null, "augment.stesp=3", "augment.steps=many", "model.path", "=x", "a..b=1");
    experiment.read(Sampling::from);

    assertThatThrownBy(experiment::verify)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            """
            Invalid settings:
              command line: an override must be key=value, found 'model.path'
              command line: an override must be key=value, found '=x'
              command line: an override must be key=value, found 'a..b=1'
              command line: augment.steps must be a whole number, found 'many'
              command line: augment.stesp is not a known key; did you mean 'augment.steps'?""");
  }

  @Test
  void rulesOfRecordsAreReportedWithTheirLinesBesideTypos() throws IOException {
    Path file = file("augment {\n  steps = 0\n  promt = x\n  guidance-scale = -1\n}");
    ExperimentConfig experiment = load(file);

    Sampling sampling = experiment.read(Sampling::from);

    assertThat(sampling).isNull();
    assertThatThrownBy(experiment::verify)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            """
            Invalid settings:
              %1$s: 2: augment.steps must be between 1 and 1000, found 0
              %1$s: 3: augment.promt is not a known key; did you mean 'augment.prompt'?
              %1$s: 4: augment.guidance-scale must be at least 0.0, found -1.0"""
                .formatted(file));
  }

  @Test
  void aRuleOnAValueNobodyGaveHasNoPlace() {
    ExperimentConfig experiment = load(null);

    experiment.read(
        config -> {
          Rules.of("model").notEmpty("path", config.getString("model.path")).verify();
          return "";
        });

    assertThat(experiment.problems())
        .containsExactly(new Problem("model.path", "must not be empty, found ''", ""));
  }

  @Test
  void anInheritedValueIsReportedOnceUnderTheKeyThatWasWritten() throws IOException {
    Path file = file("augment.method.other {}\naugment.intensities = [0.5, 3.0]");
    ExperimentConfig experiment = load(file);

    for (String block : List.of("augment", "augment.method.plain", "augment.method.other")) {
      experiment.read(
          config -> {
            List<Double> intensities = config.getDoubleList(block + ".intensities");
            Rules.of(block).eachBetween("intensities", intensities, 0.0, 1.0).verify();
            return intensities;
          });
    }

    assertThat(experiment.problems())
        .containsExactly(
            new Problem(
                "augment.intensities",
                "must hold only numbers between 0.0 and 1.0, found [0.5, 3.0]",
                file + ": 2"));
  }

  @Test
  void typesThatOnlyTheRecordKnowsAreReportedToo() throws IOException {
    Path file = file("\naugment.intensity-range = [low, high]");
    ExperimentConfig experiment = load(file);

    experiment.read(config -> config.getDoubleList("augment.intensity-range"));

    assertThat(experiment.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.origin()).isEqualTo(file + ": 2");
              assertThat(problem.message())
                  .contains("augment.intensity-range", "list of STRING rather than list of NUMBER");
            });
  }

  @Test
  void aNumberTooLargeForItsRecordDoesNotHideTheOtherRules() throws IOException {
    Path file = file("augment.steps = 99999999999, augment.guidance-scale = -1");
    ExperimentConfig experiment = load(file);

    Sampling sampling =
        experiment.read(
            config ->
                new Sampling(
                    config.getInt("augment.steps"), config.getDouble("augment.guidance-scale")));

    assertThat(sampling).isNull();
    assertThat(experiment.problems())
        .containsExactly(
            new Problem("augment.guidance-scale", "must be at least 0.0, found -1.0", file + ": 1"),
            new Problem(
                "augment.steps",
                "must be between -2147483648 and 2147483647, found 99999999999",
                file + ": 1"));
  }

  @Test
  void aFileThatCannotBeReadHidesRulesOnWhatItMightSay() {
    Path file = folder.resolve("missing.conf");
    ExperimentConfig experiment = load(file, "augment.steps=0");

    experiment.read(Sampling::from);
    experiment.read(
        config -> {
          Rules.of("model").notEmpty("path", config.getString("model.path")).verify();
          return "";
        });

    assertThat(experiment.problems())
        .extracting(Problem::toString)
        .containsExactlyInAnyOrder(
            "Cannot read " + file + " because there is no such file",
            "command line: augment.steps must be between 1 and 1000, found 0");
  }

  @Test
  void aFileThatCannotBeParsedIsAProblemWithItsLine() throws IOException {
    Path file = file("workspace = a\naugment { steps = \n");

    assertThat(load(file, "nonsense").problems())
        .extracting(Problem::origin)
        .containsExactly(file + ": 3", "command line");
  }

  @Test
  void anUndefinedSubstitutionIsAProblemWithItsLine() throws IOException {
    Path file = file("\nworkspace = ${nowhere}/work");

    assertThat(load(file).problems())
        .containsExactly(
            new Problem("", "Could not resolve substitution to a value: ${nowhere}", file + ": 2"));
  }

  @Test
  void aMissingFileIsAProblem() {
    Path file = folder.resolve("missing.conf");

    assertThat(load(file).problems())
        .containsExactly(
            new Problem("", "Cannot read " + file + " because there is no such file", ""));
  }

  @Test
  void keysOfABlockAreLaidOverTheExperiment() throws IOException {
    ExperimentConfig experiment =
        ExperimentConfig.load(
            WITH_BLOCKS,
            file("steps = 3, dataset.pets { steps = 9, method.a.more { steps = 10 } }"),
            List.of("steps=4", "dataset.birds.name=x"),
            Map.of("method", "method-defaults"));

    ExperimentConfig pets = experiment.overlaid("dataset.pets", Set.of("steps", "method"));
    ExperimentConfig method = pets.overlaid("method.a.more", List.of("steps", "absent"));

    assertThat(experiment.config().getInt("steps")).isEqualTo(4);
    assertThat(experiment.config().getInt("twice")).as("a default that refers to it").isEqualTo(4);
    assertThat(pets.config().getInt("steps")).as("over the command line").isEqualTo(9);
    assertThat(pets.config().getInt("twice")).isEqualTo(9);
    assertThat(pets.config().getInt("method.a.steps")).isEqualTo(9);
    assertThat(pets.config().getString("name")).isEmpty();
    assertThat(method.config().getInt("steps")).isEqualTo(10);
    assertThat(experiment.overlaid("dataset.cats", List.of("steps")).config().getInt("steps"))
        .as("a block that is not there")
        .isEqualTo(4);
    assertThat(experiment.problems()).isEmpty();
  }

  @Test
  void whatIsWrongInABlockIsToldUnderItsNameWithItsLine() throws IOException {
    Path file = file("dataset.pets {\n  stesp = 9\n  name = [1]\n  steps = 0\n}\nsteps = 0");
    ExperimentConfig experiment =
        ExperimentConfig.load(WITH_BLOCKS, file, List.of(), Map.of("method", "method-defaults"));

    ExperimentConfig pets = experiment.overlaid("dataset.pets", List.of("stesp", "name", "steps"));
    for (ExperimentConfig each : List.of(experiment, pets)) {
      each.read(
          config -> {
            Rules.of("").positive("steps", config.getInt("steps")).verify();
            return config;
          });
    }

    assertThat(experiment.problems())
        .extracting(
            Problem::key, problem -> problem.origin().replace(file + ": ", ""), Problem::message)
        .containsExactly(
            tuple("dataset.pets.stesp", "2", "is not a known key; did you mean 'steps'?"),
            tuple("dataset.pets.name", "3", "must be text, found a list [ … ]"),
            tuple("dataset.pets.steps", "4", "must be positive, found 0"),
            tuple("steps", "6", "must be positive, found 0"));
  }

  @Test
  void aKeyThatTheReferenceLacksIsAMistakeOfTheCodeNotOfTheUser() {
    ExperimentConfig experiment = load(null);

    assertThatThrownBy(() -> experiment.read(config -> config.getInt("augment.forgotten")))
        .isInstanceOf(com.typesafe.config.ConfigException.Missing.class)
        .hasMessageContaining("augment.forgotten");
  }

  private ExperimentConfig load(Path file, String... overrides) {
    return ExperimentConfig.load(REFERENCE, file, List.of(overrides), NAMED_BLOCKS);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("experiment.conf"), text);
  }

  private static Path resource(String name) {
    try {
      return Path.of(TestExperimentConfig.class.getClassLoader().getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
