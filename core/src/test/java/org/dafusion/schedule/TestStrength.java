package org.dafusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.dafusion.GoldenData;
import org.junit.jupiter.api.Test;

/** Which timesteps a strength leaves, against diffusers' image-to-image pipeline. */
class TestStrength {

  @Test
  void everyCaseMatchesDiffusers014() {
    compareAll("strength, diffusers 0.14", GoldenData.full("schedulers"), 140);
  }

  @Test
  void everyCaseMatchesDiffusers021() {
    compareAll("strength, diffusers 0.21", GoldenData.full("sd2"), 576);
  }

  @Test
  void everyShippedCaseMatchesDiffusers() {
    compareAll("shipped, strength, diffusers 0.14", GoldenData.shipped("schedule/sd1"), 140);
    compareAll("shipped, strength, diffusers 0.21", GoldenData.shipped("schedule/sd2"), 576);
  }

  @Test
  void productIsCutOffAsAFloat() {
    // 50 * 0.29 is 14.499999999999998, 100 * 0.29 is 28.999999999999996.
    assertThat(Trajectory.startIndex(50, 0.29)).isEqualTo(36);
    assertThat(Trajectory.startIndex(100, 0.29)).isEqualTo(72);
    assertThat(Trajectory.startIndex(50, 1)).isZero();
    assertThat(Trajectory.startIndex(50, 0)).isEqualTo(50);
  }

  @Test
  void strengthTooSmallForAStepLeavesTheLatentsAsTheyAre() {
    Trajectory trajectory =
        GoldenSchedules.stableDiffusion(Map.of())
            .trajectory(SchedulerKind.DPM_SOLVER_PLUS_PLUS, 25, 0.03);
    assertThat(trajectory.length()).isZero();
    TrajectoryState state = trajectory.begin(new float[] {1, -2}, new float[] {5, 5});
    assertThat(state.done()).isTrue();
    assertThat(state.sample()).containsExactly(1, -2);
  }

  private static void compareAll(String group, Path folder, int expectedCases) {
    JsonObject cases =
        GoldenSchedules.json(folder.resolve("img2img_timesteps.json")).getAsJsonObject("cases");
    assertThat(cases.size()).isEqualTo(expectedCases);
    for (String name : cases.keySet()) {
      double[] expected =
          cases.getAsJsonArray(name).asList().stream()
              .mapToDouble(JsonElement::getAsDouble)
              .toArray();
      boolean euler = name.startsWith("euler");
      ScheduleParity.checkTimesteps(group, name, euler, expected, plan(name));
    }
  }

  /** Names are such as ddim_linspace_offset1_n30_s0.7, and pndm_n4_s0.5 where none is given. */
  private static Trajectory plan(String name) {
    String[] words = name.split("_");
    int steps = Integer.parseInt(words[words.length - 2].substring(1));
    double strength = Double.parseDouble(words[words.length - 1].substring(1));
    Map<String, Object> changes = new HashMap<>();
    if (words.length > 3) {
      boolean offset = words[1].equals("leading1") || words[2].equals("offset1");
      changes.put("timestep_spacing", words[1].replaceAll("[01]$", ""));
      changes.put("steps_offset", offset ? 1 : 0);
    }
    SchedulerKind kind =
        words[0].equals("dpm") ? SchedulerKind.DPM_SOLVER_PLUS_PLUS : SchedulerKind.parse(words[0]);
    return GoldenSchedules.stableDiffusion(changes).trajectory(kind, steps, strength);
  }
}
