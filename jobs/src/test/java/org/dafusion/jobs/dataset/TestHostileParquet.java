package org.dafusion.jobs.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.ReaderSettings;
import org.dafusion.data.ValidationSplit;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.SparkTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Parquet files that are damaged, or none: refused by name, and never a task that fails. */
class TestHostileParquet extends SparkTest {
  private static final String NAME = "train-00000-of-00001.parquet";
  private static final Duration SOON = Duration.ofSeconds(60);

  private interface Damage {
    byte[] to(byte[] file);
  }

  static Stream<Arguments> damages() {
    Stream<Arguments> chosen =
        Stream.of(
            damage("empty", file -> new byte[0]),
            damage("four bytes", file -> Arrays.copyOf(file, 4)),
            damage("text", file -> "id,image\n1,x\n".repeat(99).getBytes()),
            damage("no magic at its start", file -> with(file, 0, 'X')),
            damage("no magic at its end", file -> with(file, file.length - 1, 'X')),
            damage("magic of an encrypted file", file -> with(file, file.length - 1, 'E')),
            damage("footer of no length", file -> footer(file, 0)),
            damage("footer of 1 byte", file -> footer(file, 1)),
            damage("footer beyond the file", file -> footer(file, file.length)),
            damage("footer of 2147483647", file -> footer(file, Integer.MAX_VALUE)),
            damage("footer of -1", file -> footer(file, -1)),
            damage("half", file -> Arrays.copyOf(file, file.length / 2)),
            damage("without its last byte", file -> Arrays.copyOf(file, file.length - 1)),
            damage("footer of zeros", file -> zeros(file, file.length - 200, file.length - 8)),
            damage("pages of zeros", file -> zeros(file, 4, file.length / 2)));
    Stream<Arguments> drawn =
        Stream.iterate(0, seed -> seed + 1)
            .limit(25)
            .map(seed -> damage("bytes of seed " + seed, file -> flipped(file, seed)));
    return Stream.concat(chosen, drawn);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void isReadOrRefused(String name, Damage damage) throws IOException {
    Path data = Files.createDirectories(folder.resolve("pets/data"));
    Path file = data.resolve(NAME);
    write(file);
    // the checksums that Hadoop writes would tell at once
    Files.delete(data.resolve("." + NAME + ".crc"));
    Files.write(file, damage.to(Files.readAllBytes(file)));

    String outcome =
        assertTimeoutPreemptively(
            SOON,
            () -> {
              try {
                ListedImages images =
                    ParquetImages.list(
                        spark,
                        folder.resolve("pets").toString(),
                        new ReaderSettings(0, true, "image", "label", "variant", "crop"),
                        new ValidationSplit(0, 0));
                return DamagedFiles.refusing(
                    folder + "/pets", () -> images.rows().collectAsList().size() + " rows");
              } catch (InvalidDatasetException e) {
                return e.getMessage();
              }
            });

    assertThat(outcome).as(name).matches("(?s)6 rows|Cannot (use|read|list) .*pets.*because .+");
    // the first four bytes are nobody's, and any other may be in what is not read
    if (!name.startsWith("bytes of seed") && !name.equals("no magic at its start")) {
      assertThat(outcome).as(name).startsWith("Cannot use ");
    }
  }

  private static Arguments damage(String name, Damage damage) {
    return Arguments.of(name, damage);
  }

  private static void write(Path file) throws IOException {
    try (HuggingFaceParquet writer = new HuggingFaceParquet(file, List.of("ant", "bee"))) {
      for (int i = 0; i < 6; i++) {
        byte[] rgb = new byte[8 * 8 * Image.CHANNELS];
        new Random(i).nextBytes(rgb);
        writer.add(ImageEncoder.png(new Image(8, 8, rgb)), i + ".png", i % 2, "words " + i);
      }
    }
  }

  private static byte[] with(byte[] file, int at, char value) {
    byte[] copy = file.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static byte[] footer(byte[] file, int length) {
    byte[] copy = file.clone();
    for (int i = 0; i < 4; i++) {
      copy[file.length - 8 + i] = (byte) (length >> 8 * i);
    }
    return copy;
  }

  private static byte[] zeros(byte[] file, int from, int to) {
    byte[] copy = file.clone();
    Arrays.fill(copy, from, to, (byte) 0);
    return copy;
  }

  private static byte[] flipped(byte[] file, long seed) {
    Random random = new Random(seed);
    byte[] copy = file.clone();
    for (int i = 0; i < 1 + seed % 12; i++) {
      copy[4 + random.nextInt(file.length - 12)] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }
}
