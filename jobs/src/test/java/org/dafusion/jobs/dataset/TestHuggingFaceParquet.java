package org.dafusion.jobs.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.dafusion.jobs.dataset.HuggingFaceFeatures.Feature;
import org.dafusion.jobs.dataset.HuggingFaceFeatures.Kind;
import org.dafusion.jobs.dataset.HuggingFaceParquet.EncodedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types and footer of a file, as datasets 5.0 and pyarrow 25 write them. */
class TestHuggingFaceParquet {
  private static final HuggingFaceFeatures ALL =
      new HuggingFaceFeatures(
          List.of(
              new Feature("image", Kind.IMAGE),
              new Feature("label", Kind.CLASS_LABEL),
              new Feature("class", Kind.STRING),
              new Feature("repeat", Kind.INT32),
              new Feature("seed", Kind.INT64),
              new Feature("intensity", Kind.FLOAT64),
              new Feature("synthetic", Kind.BOOL)),
          List.of("ant", "b\"ee"));

  @TempDir private Path folder;

  @Test
  void everyKindHasTheTypeThatItsFeatureIsStoredIn() throws IOException {
    // what pyarrow.parquet.ParquetFile(f).schema prints, in parquet-java's spelling, of a file from
    // datasets.Dataset.to_parquet with Features(image=Image(), label=ClassLabel(names=["ant",
    // 'b"ee']), ** {"class": Value("string"),
    // "repeat": Value("int32"), "seed": Value("int64"), "intensity": Value("float64"),
    // "synthetic": Value("bool")})
    assertThat(footer(file(0)).getSchema().toString())
        .isEqualTo(
            """
            message schema {
              optional group image {
                optional binary bytes;
                optional binary path (STRING);
              }
              optional int64 label;
              optional binary class (STRING);
              optional int32 repeat;
              optional int64 seed;
              optional double intensity;
              optional boolean synthetic;
            }
            """);
    // ParquetFile(f).metadata.metadata[b"huggingface"] of the same file, without blanks
    assertThat(footer(file(0)).getKeyValueMetaData())
        .containsEntry(
            "huggingface",
            "{\"info\":{\"features\":{\"image\":{\"_type\":\"Image\"},\"label\":{\"names\":[\"ant\",\"b\\\"ee\"],\"_type\":\"ClassLabel\"},\"class\":{\"dtype\":\"string\",\"_type\":\"Value\"},\"repeat\":{\"dtype\":\"int32\",\"_type\":\"Value\"},\"seed\":{\"dtype\":\"int64\",\"_type\":\"Value\"},\"intensity\":{\"dtype\":\"float64\",\"_type\":\"Value\"},\"synthetic\":{\"dtype\":\"bool\",\"_type\":\"Value\"}}}}");
  }

  @Test
  void rowGroupsEndAtTheirSizeHoweverLargeTheImages() throws IOException {
    Path file = file(40);
    try (ParquetFileReader reader = open(file)) {
      assertThat(reader.getRecordCount()).isEqualTo(40);
      // 40 images of 100 kB in groups of about 1 MB
      assertThat(reader.getRowGroups())
          .hasSizeBetween(3, 6)
          .allMatch(group -> group.getTotalByteSize() < 2_000_000);
    }
  }

  @Test
  void aLabelWithoutANameIsRefused() throws IOException {
    try (HuggingFaceParquet writer =
        new HuggingFaceParquet(folder.resolve("bad.parquet"), List.of("ant"))) {
      assertThatThrownBy(() -> writer.add(new byte[1], "a.png", 1, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid label of row 0: must be 0 to 0, found 1");
      assertThatThrownBy(() -> writer.add(List.of(1L)))
          .hasMessage("Invalid row: must have a value for each of 3 features, found 1");
    }
  }

  private Path file(int rows) throws IOException {
    Path file = folder.resolve(rows + ".parquet");
    try (HuggingFaceParquet writer = new HuggingFaceParquet(file, ALL, 1_000_000)) {
      for (int i = 0; i < rows; i++) {
        EncodedImage image = new EncodedImage(new byte[100_000], i + ".png");
        writer.add(Arrays.asList(image, i % 2L, "ant", i, null, 0.5, i % 2 == 0));
      }
      assertThat(writer.rows()).isEqualTo(rows);
    }
    return file;
  }

  private static FileMetaData footer(Path file) throws IOException {
    try (ParquetFileReader reader = open(file)) {
      return reader.getFileMetaData();
    }
  }

  private static ParquetFileReader open(Path file) throws IOException {
    return ParquetFileReader.open(
        HadoopInputFile.fromPath(
            new org.apache.hadoop.fs.Path(file.toUri()), new Configuration(false)));
  }
}
