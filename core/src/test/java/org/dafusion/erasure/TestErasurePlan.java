package org.dafusion.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.random.UniformDraws;
import org.dafusion.schedule.NoiseSchedule;
import org.junit.jupiter.api.Test;

class TestErasurePlan {
  private static final NoiseSchedule SCHEDULE =
      NoiseSchedule.from(
          ConfigFactory.parseString(
              """
              {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear",
               "num_train_timesteps": 1000, "steps_offset": 1, "set_alpha_to_one": false}
              """));

  @Test
  void theReferenceStartsOneStepLateAndAsksTwoLevelsAboveItsLatents() {
    ErasurePlan plan = plan("paper");

    assertThat(plan.trajectory().length()).isEqualTo(49);
    assertThat(plan.trajectory().timestep(0)).isEqualTo(961);
    assertThat(plan.trajectory().timestep(48)).isEqualTo(1);
    Map<Integer, Integer> stepsByLevel = new HashMap<>();
    for (ErasurePlan.Level level : many(plan)) {
      assertThat(level.timestep()).isBetween(0, 999);
      stepsByLevel.put(level.timestep() / 20, level.steps());
    }
    assertThat(stepsByLevel).hasSize(50).containsEntry(0, 49).containsEntry(1, 49);
    for (int k = 3; k < 50; k++) {
      assertThat(stepsByLevel.get(k)).isEqualTo(50 - k);
      // the sampler stands before its next call, at the level of that
      assertThat(plan.trajectory().timestep(50 - k)).isEqualTo(20 * (k - 2) + 1);
    }
  }

  @Test
  void esdXAsksWhereItsSamplerStands() {
    ErasurePlan plan = plan("esd-x");

    assertThat(plan.trajectory().length()).isEqualTo(50);
    List<ErasurePlan.Level> drawn = many(plan);
    assertThat(drawn)
        .allMatch(level -> level.timestep() == plan.trajectory().timestep(level.steps()));
    assertThat(drawn.stream().map(ErasurePlan.Level::steps).distinct()).hasSize(50);
  }

  @Test
  void theReferenceTakesMoreThanTwentyFiveSteps() {
    assertThat(plan("paper").meanSteps(1)).isCloseTo(25.48, within(1e-9));
    assertThat(plan("esd-x").meanSteps(1)).isCloseTo(24.5, within(1e-9));
  }

  @Test
  void moreLatentsNeedAsManyStepsAsTheFurthest() {
    ErasurePlan plan = plan("esd-x");
    UniformDraws draws = new UniformDraws(1);
    double sum = 0;
    for (int i = 0; i < 20_000; i++) {
      List<ErasurePlan.Level> levels = plan.draw(draws, 4);
      assertThat(levels.stream().distinct()).hasSize(4);
      sum += levels.stream().mapToInt(ErasurePlan.Level::steps).max().orElseThrow();
    }

    assertThat(plan.meanSteps(4)).isCloseTo(sum / 20_000, within(0.2));
  }

  private static List<ErasurePlan.Level> many(ErasurePlan plan) {
    UniformDraws draws = new UniformDraws(7);
    List<ErasurePlan.Level> levels = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      levels.addAll(plan.draw(draws, 1));
    }
    return levels;
  }

  private static ErasurePlan plan(String preset) {
    return ErasurePlan.of(ErasurePreset.from(preset, Erasures.block(List.of())), SCHEDULE);
  }
}
