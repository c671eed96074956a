package org.dafusion.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.dafusion.config.InvalidSettingsException;
import org.junit.jupiter.api.Test;

class TestDatasetBins {
  private final DatasetBins bins =
      new DatasetBins(List.of("coco", "pascal-voc"), List.of("flowers102"), List.of("spurge"));

  @Test
  void namesAreComparedByLettersAndDigitsAlone() {
    assertThat(bins.of(List.of("Spurge", "Pascal VOC", "COCO", "my birds")))
        .containsExactly(
            Map.entry("common", List.of("Pascal VOC", "COCO")),
            Map.entry("novel", List.of("Spurge")),
            Map.entry("", List.of("my birds")));
  }

  @Test
  void aDatasetInTwoBinsIsRefused() {
    assertThatThrownBy(() -> new DatasetBins(List.of("coco"), List.of("Coco"), List.of("COCO")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("report.bins.fine-grain must hold no dataset of common")
        .hasMessageContaining("report.bins.novel must hold no dataset of common or fine-grain");
  }
}
