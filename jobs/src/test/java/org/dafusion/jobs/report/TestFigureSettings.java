package org.dafusion.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;

class TestFigureSettings {
  @Test
  void settingsAreReadFromTheBlockOfReports() {
    FigureSettings settings =
        FigureSettings.from(
            ExperimentConfig.load(
                    ExperimentConfig.reference(),
                    null,
                    List.of("report.paper-figure=11", "report.figures=[bars, bins]"),
                    Map.of())
                .config()
                .getConfig("report"));

    assertThat(settings)
        .isEqualTo(
            new FigureSettings(
                List.of("bars", "bins"),
                "11",
                "student-t",
                "validation",
                20,
                TestWorkspaceReport.FIGURES.bins()));
    assertThat(settings.kinds()).containsExactly(FigureKind.BARS, FigureKind.BINS);
  }

  @Test
  void everyRuleThatIsBrokenIsTold() {
    assertThatThrownBy(
            () ->
                new FigureSettings(
                    List.of("pie"), "7", "exact", "train", 1, TestWorkspaceReport.FIGURES.bins()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("report.figures must be one of shot-curves, overall, bins,")
        .hasMessageContaining("report.paper-figure must be empty or one of 5, 6, 8,")
        .hasMessageContaining("report.interval must be one of student-t, bootstrap, normal")
        .hasMessageContaining("report.part must be one of validation, test, found 'train'")
        .hasMessageContaining("report.confusion-classes must be between 2 and 200, found 1");
  }
}
