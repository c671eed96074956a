package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dafusion.augment.AugmentSettings;
import org.dafusion.augment.MethodSettings;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.schedule.NoiseSchedule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cost of 16 pictures with 8 rows to a call of the UNet, and 20 steps at intensity 1. */
class TestAugmentPlan {
  private static final List<String> SETTINGS =
      List.of(
          "augment.steps=20",
          "augment.scheduler=ddim",
          "augment.batch=4",
          "augment.repeats=2",
          "augment.method.half.intensities=[0.5]",
          "augment.method.full.intensities=[1]",
          "augment.method.unguided={intensities=[1], guidance-scale=1}",
          "augment.method.drawn={intensities=[1], guidance-range=[0, 2]}",
          "augment.method.either={type=parallel, methods=[half, full]}",
          "augment.method.mostly={type=parallel, methods=[half, full], probabilities=[0.75, 0.25]}",
          "augment.method.both={type=sequential, methods=[half, full]}",
          "augment.method.perhaps={type=sequential, methods=[half, either],"
              + " probabilities=[0.5, 0.2]}");

  @ParameterizedTest
  @CsvSource({
    "half, 40",
    "full, 80",
    "unguided, 40",
    "drawn, 60",
    "either, 60",
    "mostly, 50",
    "both, 120",
    "perhaps, 32"
  })
  void callsAreThoseOfTheAveragePicture(String method, int calls) {
    List<String> overrides = new ArrayList<>(SETTINGS);
    overrides.add("augment.methods=[" + method + "]");
    Config augment =
        ExperimentConfig.load(
                ExperimentConfig.reference(),
                null,
                overrides,
                Map.of("augment.method", "augment.method-defaults"))
            .config()
            .getConfig("augment");
    NoiseSchedule schedule =
        NoiseSchedule.from(
            ConfigFactory.parseString(
                "{_class_name: DDIMScheduler, beta_start: 0.00085, beta_end: 0.012,"
                    + " beta_schedule: scaled_linear, num_train_timesteps: 1000}"));

    String line =
        new AugmentPlan(
                AugmentSettings.from(augment),
                List.of(MethodSettings.from(method, augment)),
                schedule)
            .line(8, "fp32");

    assertThat(line)
        .contains("up to 16 pictures")
        .endsWith("about " + calls + " UNet calls of 8 rows");
  }
}
