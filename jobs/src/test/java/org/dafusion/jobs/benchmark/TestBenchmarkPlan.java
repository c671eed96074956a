package org.dafusion.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.LeakageSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.data.FewShotSplit;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSettings;
import org.dafusion.jobs.pictures.InvertSettings;
import org.dafusion.jobs.pictures.PictureSettings;
import org.junit.jupiter.api.Test;

class TestBenchmarkPlan {
  private final Config config =
      ExperimentConfig.load(
              ExperimentConfig.reference(),
              null,
              List.of("model.path=random"),
              Map.of(
                  "augment.method", "augment.method-defaults",
                  "invert.recipes", "invert.recipe-defaults"))
          .config();

  /** Of two classes a draw wants two tokens, or none where it wants no learned ones. */
  @Test
  void drawsGoTogetherWhileThereIsRoomForTheirTokens() {
    BenchmarkDraw first = draw(1, "da-fusion");
    BenchmarkDraw plain = draw(2, "");
    BenchmarkDraw second = draw(4, "da-fusion");
    BenchmarkDraw third = draw(8, "da-fusion");
    BenchmarkPlan plan = plan(List.of(first, plain, second, third));

    assertThat(plan.waves(5)).containsExactly(List.of(first, plain, second), List.of(third));
    assertThat(plan.waves(6)).containsExactly(List.of(first, plain, second, third));
    assertThat(plan.waves(1))
        .as("draws of more tokens than there is room for")
        .containsExactly(List.of(first), List.of(plain), List.of(second), List.of(third));
    assertThat(plan(List.of()).waves(4)).isEmpty();
  }

  private static BenchmarkDraw draw(int examplesPerClass, String pictures) {
    BenchmarkMethod method = new BenchmarkMethod("method", pictures, "standard", 0.5);
    return new BenchmarkDraw(
        new FewShotSplit(examplesPerClass, 0),
        2 * examplesPerClass,
        List.of(new BenchmarkDraw.Trial(method, null)));
  }

  private BenchmarkPlan plan(List<BenchmarkDraw> draws) {
    PictureSettings pictures =
        new PictureSettings(
            ModelSettings.from(config.getConfig("model")),
            ExecutorSettings.from(config.getConfig("executor")),
            AugmentSettings.from(config.getConfig("augment")),
            List.of(MethodSettings.from("da-fusion", config.getConfig("augment"))),
            LeakageSettings.from(config.getConfig("leakage")),
            InvertSettings.from(config.getConfig("invert")),
            null);
    return new BenchmarkPlan(null, pictures, null, null, List.of("ant", "bee"), 0, draws);
  }
}
