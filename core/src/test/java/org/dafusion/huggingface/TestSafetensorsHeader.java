package org.dafusion.huggingface;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dafusion.huggingface.SafetensorsFiles.entry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a file is told with its name; eight bytes of data follow each header. */
class TestSafetensorsHeader {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("unet.safetensors");
  }

  @ParameterizedTest
  @MethodSource
  void refusesHeader(String header, String reason) throws IOException {
    SafetensorsFiles.write(file, header, new byte[8]);
    assertRefused(reason);
  }

  static Stream<Arguments> refusesHeader() {
    String good = entry("a", "F32", "[2]", 0, 8);
    return Stream.of(
        bad(
            "{" + entry("a", "F32", "[1]", 0, 4) + "," + entry("a", "F32", "[1]", 4, 8) + "}",
            "its header has tensor a twice"),
        bad("{\"__metadata__\":{},\"__metadata__\":{}," + good + "}", "__metadata__ twice"),
        bad("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", "its metadata has k twice"),
        bad("{\"__metadata__\":{\"k\":1}," + good + "}", "its metadata k is not text"),
        bad("{" + good.replace("\"dtype\"", "\"dtype\":\"F32\",\"dtype\"") + "}", "dtype twice"),
        bad("{" + good.replace("F32", "Q3") + "}", "tensor a has the unknown type Q3"),
        bad("{" + good.replace("dtype", "kind") + "}", "tensor a has an unknown field kind"),
        bad("{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", "tensor a has no dtype"),
        bad("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", "tensor a has no shape"),
        bad("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", "tensor a has no data_offsets"),
        bad("{" + good.replace("[0,8]", "[0,4,8]") + "}", "tensor a has 3 data_offsets"),
        bad("{" + good.replace("[2]", "[-2]") + "}", "tensor a has -2 in shape"),
        bad("{" + good.replace("[2]", "[2.0]") + "}", "tensor a has 2.0 in shape"),
        bad("{" + good.replace("[2]", "[\"2\"]") + "}", "tensor a has no number in shape"),
        bad("{" + good.replace("0,8", "0,9223372036854775808") + "}", "9223372036854775808 in"),
        bad(
            "{" + entry("a", "F32", "[3]", 0, 8) + "}",
            "tensor a has 8 bytes, expected 12 for F32 [3]"),
        bad(
            "{" + entry("a", "F32", "[4611686018427387904,4]", 0, 8) + "}",
            "tensor a has the shape [4611686018427387904, 4], more bytes than can be counted"),
        bad(
            "{" + entry("a", "F32", "[3]", 0, 12) + "}",
            "tensor a lies at bytes 0 to 12, but 8 bytes follow the header (a truncated file?)"),
        bad("{" + entry("a", "F32", "[2]", 8, 0) + "}", "tensor a lies at bytes 8 to 0"),
        bad(
            "{" + entry("a", "F32", "[2]", 0, 8) + "," + entry("b", "F32", "[1]", 4, 8) + "}",
            "tensor b begins at byte 4 and overlaps the one before it, which ends at 8"),
        bad(
            "{" + entry("a", "U8", "[2]", 0, 2) + "," + entry("b", "F32", "[1]", 4, 8) + "}",
            "tensor b begins at byte 4 and leaves a hole behind byte 2"),
        bad("{" + entry("b", "F32", "[1]", 4, 8) + "}", "tensor b begins at byte 4"),
        bad(
            "{" + entry("a", "F32", "[1]", 0, 4) + "}",
            "its tensors end at byte 4, but 8 bytes follow the header"),
        bad("not json", "its header is not the JSON expected"),
        bad("[1]", "its header is not the JSON expected"),
        bad("", "its header is not complete JSON"),
        bad("{" + good, "its header is not complete JSON"),
        bad("{" + good + "} {}", "its header"),
        bad("{'a':1}", "its header is not the JSON expected"),
        bad("{\"a\":3}", "its header is not the JSON expected"));
  }

  private static Arguments bad(String header, String reason) {
    return Arguments.of(header, reason);
  }

  @Test
  void refusesHeaderThatIsNotUtf8() throws IOException {
    byte[] header = ("{" + entry("a", "F32", "[2]", 0, 8) + "}").getBytes(StandardCharsets.UTF_8);
    header[2] = (byte) 0xff;
    SafetensorsFiles.write(file, header, new byte[8]);
    assertRefused("its header is not UTF-8");
  }

  @Test
  void refusesHeaderAboveTheFormatsLimitBeforeReadingIt() throws IOException {
    Files.write(
        file, SafetensorsFiles.withLength(16_000_001, "{}".getBytes(StandardCharsets.UTF_8)));
    assertRefused("its header length is 16000001, allowed are up to 16000000 bytes");
  }

  @Test
  void refusesLengthBeyondSignedNumbers() throws IOException {
    Files.write(file, SafetensorsFiles.withLength(-1, new byte[0]));
    assertRefused("its header length is 18446744073709551615, allowed are up to 16000000 bytes");
  }

  @Test
  void refusesFileCutWithinItsHeader() throws IOException {
    Files.write(file, SafetensorsFiles.withLength(600, new byte[100]));
    assertRefused(
        "its header should have 600 bytes, but the file ends after 100 of them (a truncated"
            + " file?)");
  }

  @Test
  void refusesFileCutWithinItsLength() throws IOException {
    Files.write(file, new byte[5]);
    assertRefused("it has 5 bytes, too few to be a safetensors file (a truncated download?)");
  }

  @Test
  void tellsGitLfsPointersFromOtherFiles() throws IOException {
    Files.writeString(
        file, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n");
    assertRefused("it is a Git LFS pointer, not the file itself; fetch that with: git lfs pull");
  }

  @Test
  void refusesWebPageSavedUnderTheName() throws IOException {
    Files.writeString(file, "<!DOCTYPE html><html></html>");
    assertRefused("(not a safetensors file?)");
  }

  @Test
  void refusesAbsentFile() {
    assertRefused("there is no such file");
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> SafetensorsReader.open(file))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Cannot read " + file + " because ")
        .hasMessageContaining(reason);
  }
}
