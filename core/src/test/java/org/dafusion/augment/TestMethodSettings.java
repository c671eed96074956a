package org.dafusion.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.config.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestMethodSettings {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type=mixup}|augment.method.m.type must be one of real-guidance, da-fusion, parallel,"
            + " sequential, found 'mixup'",
        "{guidance-range=[5]}|augment.method.m.guidance-range must be empty or [low, high] with low"
            + " not above high, found [5.0]",
        "{guidance-range=[-1, 5]}|augment.method.m.guidance-range must hold only numbers between"
            + " 0.0 and 1000.0, found [-1.0, 5.0]",
        "{mask=sky}|augment.method.m.mask must be one of none, object, background, found 'sky'",
        "{negative-prompt=\"no {name}\"}|augment.method.m.negative-prompt must not hold {name}, which"
            + " stands for something in prompt alone, found 'no {name}'",
        "{type=da-fusion, prompt=a photo}|augment.method.m.prompt must hold {name}, which stands"
            + " for the learned token, found 'a photo'",
        "{methods=[other]}|augment.method.m.methods must be empty where type is real-guidance,"
            + " found [other]",
        "{type=parallel}|augment.method.m.methods must name the methods that a parallel one is made"
            + " of, found []",
        "{type=sequential, methods=[othr]}|augment.method.m.methods must be one of da-fusion, m,"
            + " other, real-guidance, found 'othr'",
        "{type=sequential, methods=[other, m]}|augment.method.m.methods must not lead back to where"
            + " they come from, found 'm > m'",
        "{type=parallel, methods=[other], probabilities=[0.5, 0.5]}|augment.method.m.probabilities"
            + " must be empty or one for each of methods [other], found [0.5, 0.5]",
        "{type=sequential, methods=[other], probabilities=[1.5]}|augment.method.m.probabilities"
            + " must hold only numbers between 0.0 and 1.0, found [1.5]",
        "{type=parallel, methods=[other, real-guidance], probabilities=[0.5, 0.4]}"
            + "|augment.method.m.probabilities must add up to 1 where type is parallel,"
            + " found [0.5, 0.4]"
      })
  void whatIsWrongIsToldWithItsKey(String block, String problem) {
    assertThatThrownBy(
            () -> Methods.settings("m", "augment.method.other={}", "augment.method.m=" + block))
        .hasMessage("Invalid settings:\n  " + problem);
  }

  @Test
  void aCycleThroughOthersIsTold() {
    assertThatThrownBy(
            () ->
                Methods.settings(
                    "a",
                    "augment.method.a={type=parallel, methods=[b]}",
                    "augment.method.b={type=sequential, methods=[real-guidance, a]}"))
        .hasMessage(
            "Invalid settings:\n  augment.method.b.methods must not lead back to where they come"
                + " from, found 'a > b > a'");
  }

  @Test
  void whatIsWrongWithAMemberIsToldAsTheMembers() {
    ExperimentConfig experiment =
        Methods.experiment(
            "augment.method.a={type=parallel, methods=[b]}", "augment.method.b.intensities=[2]");

    experiment.read(config -> MethodSettings.from("a", config.getConfig("augment")));

    assertThat(experiment.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "command line: augment.method.b.intensities must hold only numbers above 0 and up to 1,"
                + " found [2.0]");
  }

  @Test
  void aNameWithDotsIsQuotedInItsKey() {
    assertThatThrownBy(() -> Methods.settings("k-0.5", "augment.method.\"k-0.5\".intensities=[2]"))
        .hasMessage(
            "Invalid settings:\n  augment.method.\"k-0.5\".intensities must hold only numbers"
                + " above 0 and up to 1, found [2.0]");
  }

  @Test
  void theExamplesOfThePapersMethodsAreValid() {
    ExperimentConfig experiment =
        ExperimentConfig.load(
            ExperimentConfig.reference(),
            Path.of("../conf/methods.conf"),
            List.of(),
            Map.of("augment.method", "augment.method-defaults"));
    Config augment = experiment.config().getConfig("augment");
    Set<String> names = augment.getConfig("method").root().keySet();

    names.forEach(
        name -> experiment.read(config -> MethodSettings.from(name, config.getConfig("augment"))));

    assertThat(experiment.problems()).isEmpty();
    assertThat(names).containsAll(AugmentSettings.from(augment).methods());
    assertThat(
            MethodSettings.from("textual-inversion-1.0-0.75-0.5-0.25", augment).editing().stream()
                .map(member -> member.intensities().choices()))
        .containsExactly(List.of(1.0), List.of(0.75), List.of(0.5), List.of(0.25));
  }

  @Test
  void probabilitiesThatAreNotGivenAreEqualInParallelAndOneInSequence() {
    MethodSettings parallel =
        Methods.settings(
            "p", "augment.method.p={type=parallel, methods=[real-guidance, da-fusion]}");
    MethodSettings sequential =
        Methods.settings("s", "augment.method.s={type=sequential, methods=[real-guidance]}");

    assertThat(parallel.probability(1)).isEqualTo(0.5);
    assertThat(sequential.probability(0)).isEqualTo(1);
    assertThat(parallel.wantsTokens()).isTrue();
    assertThat(sequential.wantsTokens()).isFalse();
    assertThat(parallel.wantsMasks()).isFalse();
    assertThat(Methods.settings("m", "augment.method.m.mask=object").wantsMasks()).isTrue();
  }
}
