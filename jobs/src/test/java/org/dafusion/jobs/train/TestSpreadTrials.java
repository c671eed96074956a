package org.dafusion.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.FewShotSplit;
import org.junit.jupiter.api.Test;

class TestSpreadTrials {

  /** 32 seconds on the clock while tasks of 30 and 10 ran beside each other: 24 and 8. */
  @Test
  void trialsThatWentTogetherShareTheTimeOnTheClockAsTheirTasksWereLong() {
    TrialOutcome longer = outcome(0, 30);
    TrialOutcome shorter = outcome(1, 10);
    List<TrialOutcome> both = List.of(longer, shorter);

    assertThat(32 * SpreadTrials.share(longer, both)).isCloseTo(24, within(1e-9));
    assertThat(32 * SpreadTrials.share(shorter, both)).isCloseTo(8, within(1e-9));
  }

  @Test
  void trialsThatTookNoTimeShareAlike() {
    List<TrialOutcome> four = List.of(outcome(0, 0), outcome(1, 0), outcome(2, 0), outcome(3, 0));

    assertThat(SpreadTrials.share(four.get(2), four)).isEqualTo(0.25);
  }

  /** A task of hours beside some of seconds would keep their slots waiting. */
  @Test
  void trialsThatKeepFeaturesGoTogetherAndTheOthersAfterThem() {
    PlannedTrial[] kept = {trial("clean", 0), trial("clean", 1), trial("clean", 2)};
    PlannedTrial[] fresh = {trial("published", 0), trial("published", 1)};
    List<PlannedTrial> mixed = List.of(fresh[0], kept[0], kept[1], fresh[1], kept[2]);

    assertThat(SpreadTrials.together(mixed, 2))
        .containsExactly(List.of(kept[0], kept[1]), List.of(kept[2]), List.of(fresh[0], fresh[1]));
    assertThat(SpreadTrials.together(List.of(), 2)).isEmpty();
  }

  private static PlannedTrial trial(String protocol, long seed) {
    ExperimentConfig experiment =
        ExperimentConfig.load(
            ExperimentConfig.reference(),
            null,
            List.of(
                "classifier.backbone=random",
                "classifier.protocol=" + protocol,
                "classifier.seed=" + seed),
            Map.of());
    ClassifierSettings classifier =
        experiment.read(c -> ClassifierSettings.from(c.getConfig("classifier")));
    return new PlannedTrial(
        "", "baseline", "examples", new FewShotSplit(1, seed), null, 0, classifier, "digest", 1);
  }

  private static TrialOutcome outcome(int index, double seconds) {
    return new TrialOutcome(index, List.of(), List.of(), seconds, "cpu");
  }
}
