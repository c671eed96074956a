package org.dafusion.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestReferenceConf {
  private static final Map<String, String> NAMED_BLOCKS =
      Map.of(
          "augment.method", "augment.method-defaults",
          "benchmark.method", "benchmark.method-defaults",
          "invert.recipes", "invert.recipe-defaults");

  @Test
  void everyKeyAndBlockHasAComment() {
    List<String> bare = new ArrayList<>();

    collectUncommented("", ExperimentConfig.reference().root(), bare);

    assertThat(bare).isEmpty();
  }

  @Test
  void linesHaveAtMost120Columns() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("src/main/resources/reference.conf"))) {
      assertThat(lines.filter(line -> line.length() > 120)).isEmpty();
    }
  }

  @Test
  void loadsWithoutAFileAndWithoutProblems() {
    ExperimentConfig experiment =
        ExperimentConfig.load(ExperimentConfig.reference(), null, List.of(), NAMED_BLOCKS);

    assertThat(experiment.problems()).isEmpty();
    assertThat(experiment.config().getString("augment.method.real-guidance.prompt"))
        .isEqualTo("a photo of a {name}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "demo-benchmark"})
  void theDemosOnlyUseKeysThatExist(String name) {
    ExperimentConfig experiment =
        ExperimentConfig.load(
            ExperimentConfig.reference(),
            Path.of("../conf/%s.conf".formatted(name)),
            List.of(),
            NAMED_BLOCKS);

    assertThat(experiment.problems()).isEmpty();
    assertThat(experiment.config().getStringList("benchmark.methods"))
        .containsExactly("baseline", "randaugment", "real-guidance", "da-fusion");
    assertThat(experiment.config().getString("workspace")).isEqualTo("work/" + name);
    assertThat(experiment.config().getInt("augment.size")).isEqualTo(64);
  }

  @Test
  void theTrainingOfTheSmallModelOnlyUsesKeysThatExist() {
    ExperimentConfig experiment =
        ExperimentConfig.load(
            ExperimentConfig.reference(),
            Path.of("../conf/pretrain-rangeland.conf"),
            List.of(),
            NAMED_BLOCKS);

    assertThat(experiment.problems()).isEmpty();
    assertThat(experiment.config().getString("pretrain.vae.perceptual-network"))
        .isEqualTo("work/rangeland/model/backbone.safetensors");
  }

  @Test
  void everyMethodInheritsWhatTheExperimentSets() {
    List<String> overrides =
        List.of(
            "augment.prompt=a photo",
            "augment.negative-prompt=blur",
            "augment.intensities=[0.5]",
            "augment.intensity-range=[0.1,0.9]",
            "augment.guidance-scale=3",
            "augment.method.other={guidance-scale=1}");

    Config methods =
        ExperimentConfig.load(ExperimentConfig.reference(), null, overrides, NAMED_BLOCKS)
            .config()
            .getConfig("augment.method");

    assertThat(methods.getConfig("real-guidance").root().unwrapped())
        .containsEntry("prompt", "a photo")
        .containsEntry("negative-prompt", "blur")
        .containsEntry("intensities", List.of(0.5))
        .containsEntry("intensity-range", List.of(0.1, 0.9))
        .containsEntry("guidance-scale", 3);
    assertThat(methods.getDouble("other.guidance-scale")).isEqualTo(1.0);
    assertThat(methods.getString("other.prompt")).isEqualTo("a photo");
  }

  @Test
  void listsOfNumbersAllowFractions() {
    ConfigList intensities = ExperimentConfig.reference().getList("augment.intensities");

    assertThat(ValueKind.of(intensities.get(0))).isEqualTo(ValueKind.NUMBER);
  }

  private static void collectUncommented(String path, ConfigObject block, List<String> bare) {
    block.forEach(
        (name, value) -> {
          if (comments(value).isEmpty()) {
            bare.add(path + name);
          }
          if (value instanceof ConfigObject inner) {
            collectUncommented(path + name + ".", inner, bare);
          }
        });
  }

  private static List<String> comments(ConfigValue value) {
    return value.origin().comments();
  }
}
