package org.dafusion.jobs.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Row;
import org.dafusion.data.ImageDataset;
import org.dafusion.data.ImageFile;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;
import org.dafusion.data.ReaderSettings;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestParquetImages extends SparkTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/hugging-face");
  private static final String TRAIN = "train-00000-of-00001.parquet";
  private static final String TEST = "test-00000-of-00001.parquet";
  private static final List<String> NAMES = List.of("wet", "dry");

  private static final String IMAGE =
      "named_struct('bytes', X'01', 'path', cast(null as string)) as image";

  private Path data;

  @BeforeEach
  void makeFolder() throws IOException {
    data = Files.createDirectories(folder.resolve("two words/data"));
  }

  @Test
  void readsWhatHuggingFaceWrote() throws Exception {
    Files.copy(GOLDEN.resolve(TRAIN), data.resolve(TRAIN));
    Files.copy(GOLDEN.resolve(TEST), data.resolve(TEST));

    ListedImages images = list(0.25);

    ImageDataset dataset = images.dataset();
    assertThat(dataset.name()).isEqualTo("two words");
    assertThat(dataset.classNames()).containsExactly("bare soil", "leafy_spurge");
    // both files have a 0.png, so paths cannot be ids; the split test serves for validation
    assertThat(dataset.files(Part.TRAIN))
        .extracting(file -> file.id() + " " + file.label() + " " + file.caption())
        .containsExactly(
            "data/" + TRAIN + "/000000 0 a",
            "data/" + TRAIN + "/000002 0 null",
            "data/" + TRAIN + "/000001 1 b",
            "data/" + TRAIN + "/000003 1 d");
    assertThat(dataset.files(Part.VALIDATION))
        .extracting(file -> file.id() + " " + file.className() + " " + file.caption())
        .containsExactly(
            "data/" + TEST + "/000001 bare soil y", "data/" + TEST + "/000000 leafy_spurge x");
    assertThat(dataset.files(Part.TEST)).isEmpty();
    assertThat(images.rows().columns()).isEqualTo(ListedImages.SCHEMA.fieldNames());
    List<Row> rows = images.rows().orderBy("id").collectAsList();
    assertThat(rows).hasSize(6);
    for (Row row : rows) {
      String id = row.getAs("id");
      byte ten = (byte) (10 * Character.digit(id.charAt(id.length() - 1), 10));
      byte[] colour =
          row.getAs("part").equals("train") ? new byte[] {ten, 0, 0} : new byte[] {0, ten, 9};
      Image image = new ImageDecoder(100).decode(ListedImages.bytes(row, new Configuration(false)));
      assertThat(image.width()).isEqualTo(3);
      assertThat(image.height()).isEqualTo(2);
      assertThat(new byte[] {image.rgb()[0], image.rgb()[1], image.rgb()[2]}).isEqualTo(colour);
    }
  }

  @Test
  void readsWhatOurWriterWrote() throws Exception {
    write(TRAIN, NAMES, row("b/1.png", 1, " a dry field "), row("a/1.png", 0, null));
    write(
        "validation-00000-of-00001.parquet", NAMES, row("v/1.png", 0, ""), row("v/2.png", 1, "x"));

    ListedImages images = list(0);

    assertThat(images.dataset().classNames()).isEqualTo(NAMES);
    assertThat(images.dataset().files(Part.TRAIN))
        .extracting(file -> file.id() + " " + file.className() + " " + file.caption())
        .containsExactly("a/1.png wet null", "b/1.png dry a dry field");
    assertThat(
            images
                .rows()
                .where("id = 'b/1.png'")
                .select("bytes", "label", "class", "part", "mask")
                .collectAsList())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.<byte[]>getAs(0)).isEqualTo(new byte[] {1, 2, 3});
              assertThat(row.mkString(" ")).endsWith("1 dry train null");
            });
  }

  /** Column for column and letter for letter, so that its own library knows images and classes. */
  @Test
  void writesTheSchemaAndFooterOfHuggingFace() throws Exception {
    write(TRAIN, List.of("bare soil", "leafy_spurge"), row("1.png", 0, "a"));

    FileMetaData ours = metaData(data.resolve(TRAIN));
    FileMetaData theirs = metaData(GOLDEN.resolve(TRAIN));

    assertThat(ours.getSchema().getFields()).isEqualTo(theirs.getSchema().getFields());
    assertThat(ours.getKeyValueMetaData().get("huggingface"))
        .isEqualTo(theirs.getKeyValueMetaData().get("huggingface").replaceAll("([:,]) ", "$1"));
  }

  @Test
  void withoutOtherPartsAShareOfEachClassIsKept() throws Exception {
    write(
        "train.parquet",
        NAMES,
        row("1", 0, null),
        row("2", 0, null),
        row("3", 0, null),
        row("4", 1, null),
        row("5", 1, null));

    ImageDataset half = list(0.5).dataset();

    assertThat(half.files(Part.TRAIN)).hasSize(3);
    assertThat(half.files(Part.VALIDATION))
        .extracting(ImageFile::className)
        .containsExactly("wet", "dry");
    assertThat(list(0.0).dataset().files(Part.VALIDATION)).isEmpty();
  }

  @Test
  void anImageWithoutBytesIsEmpty() throws Exception {
    plain(
        "named_struct('bytes', cast(null as binary), 'path', 'far/away.png') as image",
        "0L as label");
    card("['wet']");

    assertThat(list(0).rows().select("bytes").first().<byte[]>getAs(0)).isEmpty();
  }

  @Test
  void theCardNamesTheClassesWhereTheFooterDoesNot() throws Exception {
    plain(
        "named_struct('bytes', X'01', 'path', cast(null as string)) as image",
        "cast(id as int) as label");
    card("\n          '1': dry\n          '0': wet");

    ImageDataset dataset = list(0).dataset();

    assertThat(dataset.classNames()).isEqualTo(NAMES);
    assertThat(dataset.files(Part.TRAIN)).extracting(ImageFile::caption).containsOnlyNulls();
  }

  @Test
  void theClusterOfAnImageIsKept() throws Exception {
    card("['wet']");
    for (String cluster : List.of("id * 2L", "id * 2.0D", "concat(' ', cast(id * 2 as string))")) {
      plain(IMAGE, "0L as label", cluster + " as cluster", "-114.01D as longitude");

      ListedImages images = list(0);

      assertThat(images.dataset().files())
          .extracting(ImageFile::cluster)
          .as(cluster)
          .containsExactly("0", "2");
      assertThat(images.dataset().notes()).isEmpty();
      assertThat(images.rows().orderBy("id").select("cluster").collectAsList())
          .extracting(row -> row.getString(0))
          .containsExactly("0", "2");
      assertThat(images.rows().columns()).isEqualTo(ListedImages.SCHEMA.fieldNames());
    }
  }

  @Test
  void aClusterThatIsNoNameIsNoted() throws Exception {
    card("['wet']");
    plain(IMAGE, "0L as label", "array(id) as cluster");

    ImageDataset dataset = list(0).dataset();

    assertThat(dataset.files()).extracting(ImageFile::cluster).containsOnlyNulls();
    assertThat(dataset.notes())
        .containsExactly(
            "the column cluster is array<bigint> and is left aside: a text or a number names a"
                + " cluster");
  }

  @Test
  void columnsMayBeCalledOtherwise() throws Exception {
    plain(
        "named_struct('bytes', X'01', 'path', cast(null as string)) as img", "0L as `fine.label`");
    card("['wet']", "fine.label");
    ReaderSettings settings = new ReaderSettings(0, true, "img", "fine.label", "variant", "crop");

    ListedImages images =
        ParquetImages.list(spark, data.getParent().toString(), settings, settings.split(0));

    assertThat(images.dataset().classNames()).containsExactly("wet");
    assertThat(images.rows().select("bytes").collectAsList())
        .extracting(row -> row.<byte[]>getAs(0))
        .containsExactly(new byte[] {1}, new byte[] {1});
  }

  @Test
  void classesThatNobodyNamesAreRefused() {
    plain("named_struct('bytes', X'01', 'path', '1.png') as image", "0L as label");

    assertRefused(
        "neither the key huggingface in the footer of data/train-00000-of-00001.parquet nor the"
            + " dataset_info of a README.md names the classes of the column label: write it with"
            + " Hugging Face's to_parquet, which keeps them, name them in the"
            + " card, or set dataset.label-column to a column that has them");
  }

  @Test
  void filesThatNameOtherClassesAreRefused() throws Exception {
    write("train.parquet", NAMES, row("1", 0, null), row("2", 1, null));
    write("test.parquet", List.of("dry", "wet"), row("3", 0, null), row("4", 1, null));

    assertRefused("its files name different classes: [[dry, wet], [wet, dry]]");
  }

  @Test
  void otherColumnsAreRefused() throws Exception {
    plain("X'01' as image", "'wet' as label");
    card("['wet']");

    assertRefused(
        "its columns are struct<image:binary,label:string>: expected image"
            + " struct<bytes:binary,path:string>, label bigint and perhaps text string"
            + " (dataset.image-column and dataset.label-column name the first two)");
  }

  @Test
  void aLabelWithoutANameIsRefused() throws Exception {
    plain("named_struct('bytes', X'01', 'path', '1.png') as image", "2L as label");
    card("['wet', 'dry']");

    assertRefused(
        "row 0 of data/train-00000-of-00001.parquet has the label 2: must be 0 to 1 (wet, dry)");
  }

  @Test
  void aClassWithoutAnImageIsRefused() throws Exception {
    write("train.parquet", NAMES, row("1", 0, null));

    assertThatThrownBy(() -> list(0))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use the dataset two words because classes have no image in train ('dry')");
  }

  @Test
  void aFileThatIsNoParquetIsRefused() throws Exception {
    Files.writeString(data.resolve("train.parquet"), "version https://git-lfs.github.com/spec/v1");

    assertThatThrownBy(() -> list(0))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageContaining("data/train.parquet cannot be read: ")
        .hasMessageContaining("is not a Parquet file");
  }

  private record Written(String path, int label, String text) {}

  private static Written row(String path, int label, String text) {
    return new Written(path, label, text);
  }

  private void write(String name, List<String> classNames, Written... rows) throws IOException {
    try (HuggingFaceParquet writer = new HuggingFaceParquet(data.resolve(name), classNames)) {
      for (Written row : rows) {
        writer.add(new byte[] {1, 2, 3}, row.path(), row.label(), row.text());
      }
    }
  }

  /** A file by Spark itself, which knows nothing of Hugging Face; two rows, numbered by id. */
  private void plain(String... columns) {
    Path written = folder.resolve("written");
    spark
        .range(2)
        .selectExpr(columns)
        .coalesce(1)
        .write()
        .mode("overwrite")
        .parquet(written.toString());
    try (var files = Files.list(written)) {
      Path file = files.filter(path -> path.toString().endsWith(".parquet")).findFirst().get();
      Files.copy(file, data.resolve(TRAIN), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void card(String names) throws IOException {
    card(names, "label");
  }

  private void card(String names, String column) throws IOException {
    Files.writeString(
        data.resolveSibling("README.md"),
        """
        ---
        license: cc-by-4.0
        dataset_info:
        - config_name: default
          features:
          - name: image
            dtype: image
          - name: %s
            dtype:
              class_label:
                names: %s
        ---
        # Fields
        """
            .formatted(column, names));
  }

  private ListedImages list(double validationFraction) {
    ReaderSettings settings =
        new ReaderSettings(validationFraction, true, "image", "label", "variant", "crop");
    return ParquetImages.list(spark, data.getParent().toString(), settings, settings.split(0));
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> list(0))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage("Cannot use the dataset file:%s because %s", data.getParent(), reason);
  }

  private static FileMetaData metaData(Path file) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(file.toUri()), new Configuration(false)))) {
      return reader.getFileMetaData();
    }
  }
}
