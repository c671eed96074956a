package org.dafusion.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.FewShotSplit;
import org.junit.jupiter.api.Test;

class TestPlannedTrial {
  @Test
  void whatChangesNoResultNamesNoRun() {
    assertThat(trial("feature-memory=1").id()).isEqualTo(trial("feature-memory=2").id());
    assertThat(trial("momentum=0.1").id()).isEqualTo(trial("momentum=0.2").id());
  }

  @Test
  void viewsNameARunWhereTheyAreKept() {
    assertThat(trial("views=8").id()).isNotEqualTo(trial("views=16").id());
    for (String fresh : List.of("protocol=published", "trains=all")) {
      assertThat(trial(fresh, "views=8").id()).isEqualTo(trial(fresh, "views=16").id());
      assertThat(trial(fresh, "views=0").id()).isEqualTo(trial(fresh, "views=8").id());
    }
  }

  @Test
  void aBenchmarksNameForTheDatasetIsPartOfTheRun() {
    PlannedTrial trial = trial();

    assertThat(trial.named("coco").id())
        .isNotEqualTo(trial.id())
        .isNotEqualTo(trial.named("pets").id());
    assertThat(trial.named("").id()).isEqualTo(trial.id());
  }

  private static PlannedTrial trial(String... classifier) {
    List<String> settings =
        List.of(classifier).stream().map(setting -> "classifier." + setting).toList();
    ClassifierSettings read =
        ClassifierSettings.from(
            ExperimentConfig.load(
                    ExperimentConfig.reference(),
                    null,
                    Stream.concat(Stream.of("classifier.backbone=random"), settings.stream())
                        .toList(),
                    Map.of())
                .config()
                .getConfig("classifier"));
    return new PlannedTrial(
        "", "baseline", "examples", new FewShotSplit(4, 0), null, 0, read, "digest", 2);
  }
}
