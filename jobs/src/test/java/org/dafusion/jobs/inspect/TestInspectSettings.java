package org.dafusion.jobs.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.dafusion.config.ExperimentConfig;
import org.junit.jupiter.api.Test;

class TestInspectSettings {
  @Test
  void settingsAreReadFromTheirBlock() {
    InspectSettings settings =
        InspectSettings.from(
            ExperimentConfig.load(
                    ExperimentConfig.reference(),
                    null,
                    List.of("inspect.path=work/trials", "model.variant=fp16"),
                    Map.of("augment.method", "augment.method-defaults"))
                .config()
                .getConfig("inspect"));

    assertThat(settings).isEqualTo(new InspectSettings("work/trials", "fp16", 8, 128));
    assertThatThrownBy(() -> new InspectSettings("", "", 0, 1025))
        .hasMessageContaining("inspect.path")
        .hasMessageContaining("inspect.columns")
        .hasMessageContaining("inspect.tile");
  }
}
