package org.dafusion.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dafusion.random.Seeds;
import org.junit.jupiter.api.Test;

/** What is drawn for a picture, and from what. */
class TestCompositions {
  private static final int MANY = 4000;

  private static final String[] FOUR_STRENGTHS = {
    "augment.method.s100.intensities=[1]",
    "augment.method.s075.intensities=[0.75]",
    "augment.method.s050.intensities=[0.5]",
    "augment.method.s025.intensities=[0.25]",
    "augment.method.four={type=parallel, methods=[s100, s075, s050, s025]}"
  };

  @Test
  void aPlanDependsOnTheSeedAlone() {
    GenerativeAugmentation method =
        Methods.of("real-guidance", "augment.guidance-range=[2, 9]", "augment.prompt=a {name}");

    List<EditPlan> plan = method.plan(Methods.request("here#1", 7, null));

    assertThat(method.plan(Methods.request("there#2", 7, null))).isEqualTo(plan);
    assertThat(plan)
        .singleElement()
        .satisfies(
            edit -> {
              assertThat(edit.method()).isEqualTo("real-guidance");
              assertThat(edit.prompt()).isEqualTo("a fire ant");
              assertThat(edit.seed()).isEqualTo(7);
              assertThat(edit.mask()).isEqualTo(MaskChoice.NONE);
            });
    assertThat(method.plan(Methods.request(8))).isNotEqualTo(plan);
  }

  @Test
  void guidanceIsDrawnEvenlyFromItsRangeAndNotWithTheIntensity() {
    GenerativeAugmentation method =
        Methods.of(
            "real-guidance", "augment.guidance-range=[2, 10]", "augment.intensity-range=[0.2, 1]");
    List<EditPlan> edits = Methods.plans(method, MANY).map(plan -> plan.get(0)).toList();

    assertThat(edits).allMatch(edit -> edit.guidanceScale() >= 2 && edit.guidanceScale() <= 10);
    assertThat(mean(edits)).isCloseTo(6, within(0.15));
    assertThat(mean(edits.stream().filter(edit -> edit.intensity() > 0.8).toList()))
        .as("where the intensity is high")
        .isCloseTo(6, within(0.3));
  }

  @Test
  void fourStrengthsInParallelAreDrawnEvenlyAndEqualTheirMembers() {
    GenerativeAugmentation four = Methods.of("four", FOUR_STRENGTHS);

    assertThat(shares(four).values())
        .hasSize(4)
        .allSatisfy(s -> assertThat(s).isBetween(0.22, 0.28));
    Methods.plans(four, 50)
        .map(plan -> plan.get(0))
        .forEach(
            edit ->
                assertThat(
                        Methods.of(edit.method(), FOUR_STRENGTHS)
                            .plan(Methods.request(edit.seed())))
                    .containsExactly(edit));
  }

  @Test
  void probabilitiesAreFollowed() {
    GenerativeAugmentation uneven =
        Methods.of(
            "uneven",
            "augment.method.a={}",
            "augment.method.b={}",
            "augment.method.never={}",
            "augment.method.uneven={type=parallel, methods=[a, b, never], probabilities=[0.9, 0.1, 0]}");

    Map<String, Double> shares = shares(uneven);

    assertThat(shares).containsOnlyKeys("a", "b");
    assertThat(shares.get("a")).isCloseTo(0.9, within(0.02));
  }

  @Test
  void aChoiceWithinAChoiceIsDrawnByItself() {
    GenerativeAugmentation nested =
        Methods.of(
            "outer",
            "augment.method.a={}",
            "augment.method.b={}",
            "augment.method.c={}",
            "augment.method.inner={type=parallel, methods=[a, b]}",
            "augment.method.outer={type=parallel, methods=[inner, c]}");

    Map<String, Double> shares = shares(nested);

    assertThat(shares.get("a")).isCloseTo(0.25, within(0.03));
    assertThat(shares.get("b")).isCloseTo(0.25, within(0.03));
    assertThat(shares.get("c")).isCloseTo(0.5, within(0.03));
  }

  @Test
  void aChainAppliesItsLinksInOrderEachWithASeedOfItsOwn() {
    GenerativeAugmentation chain =
        Methods.of(
            "chain",
            "augment.method.first.intensities=[0.25]",
            "augment.method.second.intensities=[0.5]",
            "augment.method.chain={type=sequential, methods=[first, second, first]}");

    List<EditPlan> plan = chain.plan(Methods.request(5));

    assertThat(plan).extracting(EditPlan::method).containsExactly("first", "second", "first");
    assertThat(plan).extracting(EditPlan::intensity).containsExactly(0.25, 0.5, 0.25);
    assertThat(plan)
        .extracting(EditPlan::seed)
        .containsExactly(
            Seeds.derive(5, "link", 0), Seeds.derive(5, "link", 1), Seeds.derive(5, "link", 2));
  }

  @Test
  void linksAreAppliedIndependentlyAndPerhapsNoneIs() {
    GenerativeAugmentation chain =
        Methods.of(
            "chain",
            "augment.method.a={}",
            "augment.method.b={}",
            "augment.method.chain={type=sequential, methods=[a, b], probabilities=[0.5, 0.2]}");

    Map<List<String>, Long> counts =
        Methods.plans(chain, MANY)
            .map(plan -> plan.stream().map(EditPlan::method).toList())
            .collect(Collectors.groupingBy(names -> names, Collectors.counting()));

    assertThat(counts).hasSize(4);
    assertThat(counts.get(List.of()) / (double) MANY).isCloseTo(0.4, within(0.03));
    assertThat(counts.get(List.of("a")) / (double) MANY).isCloseTo(0.4, within(0.03));
    assertThat(counts.get(List.of("b")) / (double) MANY).isCloseTo(0.1, within(0.02));
    assertThat(counts.get(List.of("a", "b")) / (double) MANY).isCloseTo(0.1, within(0.02));
  }

  private static double mean(List<EditPlan> edits) {
    return edits.stream().mapToDouble(EditPlan::guidanceScale).average().orElseThrow();
  }

  private static Map<String, Double> shares(GenerativeAugmentation method) {
    return Methods.plans(method, MANY)
        .map(plan -> plan.get(0).method())
        .collect(
            Collectors.groupingBy(
                name -> name,
                Collectors.collectingAndThen(Collectors.counting(), n -> n / (double) MANY)));
  }
}
