package org.dafusion.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.imaging.ImageMetadataReader;
import com.drew.lang.GeoLocation;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.GpsDirectory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where photos were taken, from their files through the tables to an export. */
class TestPlaces {
  private static final String JPEG = "train/ant/placed.jpg";
  private static final String PNG = "train/bee/placed.png";

  /** 46° 50' 12" and 7° 8' 30" as EXIF has them: numerators and denominators. */
  private static final int[] LATITUDE = {46, 1, 50, 1, 12, 1};

  private static final int[] LONGITUDE = {7, 1, 8, 1, 30, 1};
  private static final String SHOWN = "46.83667, 7.14167";

  @TempDir private Path folder;
  private TinyExperiment experiment;

  @BeforeEach
  void placePhotos() throws Exception {
    experiment = TinyExperiment.in(folder);
    Image picture = new Image(24, 20, new byte[24 * 20 * Image.CHANNELS]);
    byte[] jpeg = ImageEncoder.jpeg(picture, 0.9f);
    // after the two bytes that begin it, and after the signature and the header's chunk
    experiment.photo(JPEG, concat(slice(jpeg, 0, 2), app1(), slice(jpeg, 2, jpeg.length)));
    byte[] png = ImageEncoder.png(picture);
    experiment.photo(PNG, concat(slice(png, 0, 33), exifChunk(), slice(png, 33, png.length)));
    for (String photo : List.of(JPEG, PNG)) {
      assertThat(place(Files.readAllBytes(experiment.photos().resolve(photo)))).isEqualTo(SHOWN);
    }
  }

  @Test
  void areLeftOutOfAllTablesAndExports() throws Exception {
    Path exported = run();

    assertThat(places("examples", experiment.workspace().resolve("examples")))
        .containsEntry(JPEG, "none")
        .containsEntry(PNG, "none")
        .hasSize(8);
    assertThat(places("synthetic", experiment.workspace().resolve("synthetic")))
        .isNotEmpty()
        .allSatisfy((id, place) -> assertThat(place).isEqualTo("none"));
    assertThat(places("export", exported.resolve("data")))
        .hasSizeGreaterThan(8)
        .allSatisfy((id, place) -> assertThat(place).isEqualTo("none"));
    for (Path file : files(exported)) {
      // images are not compressed once more there
      assertThat(text(Files.readAllBytes(file))).as(file.toString()).doesNotContain(coordinates());
    }

    // all else that a photo's file tells stays
    byte[] kept = images(experiment.workspace().resolve("examples")).get(JPEG);
    assertThat(
            ImageMetadataReader.readMetadata(new ByteArrayInputStream(kept))
                .getFirstDirectoryOfType(ExifIFD0Directory.class)
                .getInt(ExifIFD0Directory.TAG_ORIENTATION))
        .isEqualTo(1);
  }

  @Test
  void areKeptWhereThatIsSet() throws Exception {
    run("dataset.location=true");
    assertThat(places("examples", experiment.workspace().resolve("examples")))
        .containsEntry(JPEG, SHOWN)
        .containsEntry(PNG, SHOWN)
        .containsEntry("train/ant/1.png", "none");
    Path data = experiment.workspace().resolve("export/data");
    assertThat(places("export", data)).containsEntry(JPEG, "none").containsEntry(PNG, "none");

    Path exported = run("dataset.location=true", "export.location=true");

    assertThat(places("export", exported.resolve("data")))
        .containsEntry(JPEG, SHOWN)
        .containsEntry(PNG, SHOWN);
    assertThat(files(exported))
        .anyMatch(
            file -> {
              try {
                return text(Files.readAllBytes(file)).contains(coordinates());
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @Test
  void tablesWithAndWithoutThemAreDifferentRuns() {
    experiment.run("prepare");
    experiment.run("prepare", "dataset.location=true");

    assertThat(experiment.manifest("examples"))
        .extracting(run -> run.getString("run"))
        .hasSize(2)
        .doesNotHaveDuplicates();
  }

  /** Makes all tables and the export, whose folder is the answer. */
  private Path run(String... overrides) {
    for (String stage : List.of("prepare", "augment", "export")) {
      CommandLineRun run = experiment.run(stage, overrides);
      assertThat(run.errors()).isEmpty();
      assertThat(run.code()).isZero();
    }
    return experiment.workspace().resolve("export");
  }

  private TreeMap<String, String> places(String table, Path rows) throws Exception {
    TreeMap<String, String> places = new TreeMap<>();
    for (var image : images(rows).entrySet()) {
      places.put(image.getKey(), place(image.getValue()));
    }
    assertThat(places).as(table).isNotEmpty();
    return places;
  }

  private static TreeMap<String, byte[]> images(Path rows) {
    TreeMap<String, byte[]> images = new TreeMap<>();
    List<Row> found =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()
            .read()
            .option("pathGlobFilter", "*.parquet")
            .parquet(rows.toString())
            .selectExpr("id", "image.bytes")
            .collectAsList();
    found.forEach(row -> images.put(row.getString(0), row.<byte[]>getAs("bytes")));
    return images;
  }

  /** As metadata-extractor reads it, which is nobody's here. */
  private static String place(byte[] image) throws Exception {
    GpsDirectory directory =
        ImageMetadataReader.readMetadata(new ByteArrayInputStream(image))
            .getFirstDirectoryOfType(GpsDirectory.class);
    if (directory == null) {
      return "none";
    }
    GeoLocation location = directory.getGeoLocation();
    return "%.5f, %.5f".formatted(location.getLatitude(), location.getLongitude());
  }

  private static List<Path> files(Path exported) throws IOException {
    try (Stream<Path> all = Files.walk(exported)) {
      return new ArrayList<>(all.filter(Files::isRegularFile).toList());
    }
  }

  /** EXIF with an orientation and a directory of GPS behind it. */
  private static byte[] tiff() {
    ByteBuffer block = ByteBuffer.allocate(140);
    block.put(bytes("MM\0*")).putInt(8);
    block.putShort((short) 2);
    entry(block, 0x112, 3, 1, 1 << 16);
    entry(block, 0x8825, 4, 1, 38);
    block.putInt(0);
    block.putShort((short) 4);
    entry(block, 1, 2, 2, 'N' << 24);
    entry(block, 2, 5, 3, 92);
    entry(block, 3, 2, 2, 'E' << 24);
    entry(block, 4, 5, 3, 116);
    block.putInt(0);
    for (int[] numbers : List.of(LATITUDE, LONGITUDE)) {
      for (int number : numbers) {
        block.putInt(number);
      }
    }
    return block.array();
  }

  private static void entry(ByteBuffer block, int tag, int type, int count, int value) {
    block.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
  }

  /** The latitude as it stands in a file. */
  private static String coordinates() {
    ByteBuffer block = ByteBuffer.allocate(24);
    for (int number : LATITUDE) {
      block.putInt(number);
    }
    return text(block.array());
  }

  private static byte[] app1() {
    byte[] content = concat(bytes("Exif\0\0"), tiff());
    int length = content.length + 2;
    return concat(
        new byte[] {(byte) 0xff, (byte) 0xe1, (byte) (length >> 8), (byte) length}, content);
  }

  private static byte[] exifChunk() {
    byte[] named = concat(bytes("eXIf"), tiff());
    CRC32 crc = new CRC32();
    crc.update(named);
    ByteBuffer chunk = ByteBuffer.allocate(named.length + 8);
    return chunk.putInt(named.length - 4).put(named).putInt((int) crc.getValue()).array();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return java.util.Arrays.copyOfRange(bytes, from, to);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
