package org.dafusion.jobs.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;
import org.junit.jupiter.api.Test;

class TestParquetShards {
  @Test
  void namesTellTheParts() {
    assertThat(
            ParquetShards.of(
                "pets",
                List.of(
                    "data/",
                    "data/train-00001-of-00002.parquet",
                    "data/train-00000-of-00002.parquet",
                    "data/val-00000-of-00001-6a8b.parquet",
                    "test.parquet",
                    "validation/0000.parquet",
                    "README.md",
                    ".cache/x.parquet",
                    "data/_temporary/0.parquet")))
        .containsExactly(
            entry("data/train-00000-of-00002.parquet", Part.TRAIN),
            entry("data/train-00001-of-00002.parquet", Part.TRAIN),
            entry("data/val-00000-of-00001-6a8b.parquet", Part.VALIDATION),
            entry("test.parquet", Part.TEST),
            entry("validation/0000.parquet", Part.VALIDATION));
  }

  @Test
  void whatTellsNoSplitIsRefused() {
    String way =
        " tells no split: its name must begin with train, validation or test, and it must lie in"
            + " the folder itself, in data/ or in a folder named so; of a dataset of several"
            + " configurations, dataset.path must be the folder of one";

    for (String path :
        List.of(
            "crop/train/0000.parquet", "crop/train-0.parquet", "trainees.parquet", "0.parquet")) {
      assertRefused(path + way, "train.parquet", path);
    }
  }

  @Test
  void nothingToTrainOnIsRefused() {
    assertRefused(
        "it holds no Parquet file for training: expected data/train-00000-of-00001.parquet,"
            + " test-….parquet or train/0000.parquet",
        "test.parquet",
        "train.csv");
  }

  @Test
  void aSeriesWithAGapIsRefused() {
    assertRefused(
        "of data/train-?????-of-00003.parquet number 1 is missing",
        "data/train-00000-of-00003.parquet",
        "data/train-00002-of-00003.parquet");
  }

  private static void assertRefused(String reason, String... paths) {
    assertThatThrownBy(() -> ParquetShards.of("pets", List.of(paths)))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage("Cannot use the dataset pets because " + reason);
  }
}
