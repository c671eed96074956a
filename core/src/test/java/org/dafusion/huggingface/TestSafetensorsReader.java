package org.dafusion.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dafusion.huggingface.SafetensorsFiles.entry;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.dafusion.GoldenData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestSafetensorsReader {
  @TempDir Path folder;

  @Test
  void readsTensorsInHeaderOrder() throws IOException {
    byte[] data = new byte[20];
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putFloat(1.5f).putFloat(-2f).putInt(7);
    Path file =
        SafetensorsFiles.write(
            folder.resolve("a.safetensors"),
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + entry("zeta", "F32", "[2,1]", 0, 8)
                + ","
                + entry("alpha", "I32", "[]", 8, 12)
                + ","
                + entry("empty", "F32", "[3,0]", 12, 12)
                + ","
                + entry("mask", "BOOL", "[4]", 12, 16)
                + ","
                + entry("pixels", "U8", "[4]", 16, 20)
                + "}  ",
            data);

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.tensors().keySet())
          .containsExactly("zeta", "alpha", "empty", "mask", "pixels");
      assertThat(reader.metadata()).containsExactly(Map.entry("format", "pt"));
      assertThat(reader.info("zeta").shape()).containsExactly(2L, 1L);
      assertThat(reader.info("alpha").elements()).isEqualTo(1);
      assertThat(reader.floats("zeta")).containsExactly(1.5f, -2f);
      assertThat(reader.longs("alpha")).containsExactly(7);
      assertThat(reader.floats("empty")).isEmpty();
    }
  }

  @Test
  void wholeNumbersKeepTheirSign() throws IOException {
    byte[] data = new byte[8 + 4 + 1 + 1 + 1];
    ByteBuffer.wrap(data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(Long.MIN_VALUE)
        .putInt(-3)
        .put((byte) -1)
        .put((byte) 255)
        .put((byte) 1);
    Path file =
        SafetensorsFiles.write(
            folder.resolve("a.safetensors"),
            "{"
                + String.join(
                    ",",
                    entry("i64", "I64", "[1]", 0, 8),
                    entry("i32", "I32", "[1]", 8, 12),
                    entry("i8", "I8", "[1]", 12, 13),
                    entry("u8", "U8", "[1]", 13, 14),
                    entry("bool", "BOOL", "[1]", 14, 15))
                + "}",
            data);

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.longs("i64")).containsExactly(Long.MIN_VALUE);
      assertThat(reader.longs("i32")).containsExactly(-3);
      assertThat(reader.longs("i8")).containsExactly(-1);
      assertThat(reader.longs("u8")).containsExactly(255);
      assertThat(reader.longs("bool")).containsExactly(1);
      assertThatThrownBy(() -> reader.floats("i64"))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage(
              "Cannot read tensor i64 of "
                  + file
                  + " because its type I64 does not hold floating-point values of 16 to 64 bits");
    }
  }

  @Test
  void buffersAreReadOnlyLittleEndianAndOutliveTheReader() throws IOException {
    ByteBuffer bytes;
    try (SafetensorsReader reader = SafetensorsReader.open(oneTensor("F32", "[1]", 4))) {
      bytes = reader.read("x");
    }
    assertThat(bytes.isReadOnly()).isTrue();
    assertThat(bytes.isDirect()).isTrue();
    assertThat(bytes.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getFloat()).isZero();
  }

  @Test
  void unalignedTensorsAreCopiedToAlignedMemory() throws IOException {
    byte[] data = new byte[9];
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).put((byte) 1).putDouble(0.1);
    String header =
        "{" + entry("a", "U8", "[1]", 0, 1) + "," + entry("b", "F64", "[1]", 1, 9) + "}";
    Path file = SafetensorsFiles.write(folder.resolve("a.safetensors"), header, data);

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      ByteBuffer bytes = reader.read("b");
      assertThat(bytes.alignmentOffset(0, Double.BYTES)).isZero();
      assertThat(bytes.getDouble()).isEqualTo(0.1);
    }
  }

  @Test
  void bf16IsWidenedExactly() throws IOException {
    short[] bits = {0x3f80, (short) 0xc049, 0x0001, 0x7f80, (short) 0xff80, 0x7fc1, (short) 0x8000};
    Path file = shorts("BF16", bits);

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      ByteBuffer widened = reader.readWidened("x");
      assertThat(widened.remaining()).isEqualTo(4 * bits.length);
      assertThat(widened.isDirect()).isTrue();
      for (short value : bits) {
        assertThat(widened.getInt()).isEqualTo(value << 16);
      }
      float[] floats = reader.floats("x");
      assertThat(floats[0]).isEqualTo(1f);
      assertThat(floats[1]).isEqualTo(-3.140625f);
      assertThat(floats[2]).isEqualTo(0x1p-133f);
      assertThat(floats[3]).isEqualTo(Float.POSITIVE_INFINITY);
      assertThat(floats[4]).isEqualTo(Float.NEGATIVE_INFINITY);
      assertThat(floats[5]).isNaN();
      assertThat(Float.floatToRawIntBits(floats[6])).isEqualTo(0x80000000);
    }
  }

  @Test
  void f16StaysF16UntilFloatsAreAskedFor() throws IOException {
    short[] bits = {0x3c00, (short) 0xc248, 0x0001, (short) 0x83ff, 0x0400, 0x7bff, 0x7c00, 0x7e01};
    Path file = shorts("F16", bits);

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.readWidened("x")).isEqualTo(reader.read("x"));
      assertThat(reader.floats("x"))
          .containsExactly(
              1f,
              -3.140625f,
              0x1p-24f,
              -0x1.ff8p-15f,
              0x1p-14f,
              65504f,
              Float.POSITIVE_INFINITY,
              Float.NaN);
    }
  }

  @ParameterizedTest
  @EnumSource(SafetensorsType.class)
  void unsupportedTypesAreListedButNotRead(SafetensorsType type) throws IOException {
    Path file = oneTensor(type.name(), "[1]", type.bytes());

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.info("x").type()).isEqualTo(type);
      if (type.supported()) {
        assertThat(reader.read("x").remaining()).isEqualTo(type.bytes());
      } else {
        assertThatThrownBy(() -> reader.read("x"))
            .isInstanceOf(ModelArtefactException.class)
            .hasMessage(
                "Cannot read tensor x of "
                    + file
                    + " because its type "
                    + type
                    + " is not supported");
        assertThatThrownBy(() -> reader.readWidened("x"))
            .isInstanceOf(ModelArtefactException.class)
            .hasMessageContaining("is not supported");
      }
    }
  }

  @Test
  void missingTensorIsNamedWithItsFile() throws IOException {
    Path file = oneTensor("F32", "[1]", 4);

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThatThrownBy(() -> reader.read("conv_in.weight"))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage(
              "Cannot read tensor conv_in.weight because "
                  + file
                  + " does not have it (it has 1 others)");
    }
  }

  @Test
  void readsBehindTwoGibibytesAndRefusesOneTensorAboveThem() throws IOException {
    long big = (1L << 31) + 8;
    String header =
        "{"
            + entry("big", "U8", "[" + big + "]", 0, big)
            + ","
            + entry("tail", "F32", "[2]", big, big + 8)
            + "}";
    Path file = sparse(header, big);

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.floats("tail")).containsExactly(0.25f, -8f);
      assertThatThrownBy(() -> reader.read("big"))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage(
              "Cannot read tensor big of "
                  + file
                  + " because it has 2147483656 bytes, above the 2 GiB that one buffer can hold");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void readsValuesThatPythonWrote() {
    Path file = GoldenData.shipped("huggingface/learned_embeds.safetensors");

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.tensors().keySet())
          .containsExactly("<dining_table>", "class.<dog>", "class.<tv/monitor>");
      assertThat(reader.floats("<dining_table>"))
          .hasSize(32)
          .startsWith(-0x1.7344e8p-3f, -0x1.4bd7cep-2f, 0x1.85ec38p-1f);
      assertThat(reader.info("class.<tv/monitor>").type()).isEqualTo(SafetensorsType.F16);
      assertThat(reader.floats("class.<tv/monitor>"))
          .hasSize(32)
          .startsWith(0x1.34p-1f, 0x1.bd8p-4f, -0x1.ccc0p-2f, 0x1.918p-1f);
    }
  }

  @Test
  void readsWeightsThatTransformersSaved() {
    Path file = GoldenData.full("tiny-sd/text_encoder/model.safetensors");

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.metadata()).containsEntry("format", "pt");
      TensorInfo ids = reader.info("text_model.embeddings.position_ids");
      assertThat(ids.type()).isEqualTo(SafetensorsType.I64);
      assertThat(ids.shape()).isEqualTo(List.of(1L, 77L));
      assertThat(reader.longs(ids.name())).startsWith(0, 1, 2).endsWith(75, 76).hasSize(77);
      assertThat(reader.floats("text_model.embeddings.token_embedding.weight"))
          .hasSize(49408 * 32)
          .doesNotContain(Float.NaN);
    }
  }

  /** The header, a hole of {@code hole} bytes that takes no disk, then 0.25 and -8. */
  private Path sparse(String header, long hole) throws IOException {
    assumeTrue(
        Files.getFileStore(folder).getUsableSpace() > 3L << 30, "the disk has no 3 GiB to spare");
    Path file = folder.resolve("big.safetensors");
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer tail = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    tail.putFloat(0.25f).putFloat(-8f).flip();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(SafetensorsFiles.withLength(json.length, json)));
      channel.write(tail, channel.position() + hole);
    }
    return file;
  }

  private Path shorts(String type, short... bits) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asShortBuffer().put(bits);
    return SafetensorsFiles.write(
        folder.resolve("a.safetensors"),
        "{" + entry("x", type, "[" + bits.length + "]", 0, 2L * bits.length) + "}",
        data.array());
  }

  private Path oneTensor(String type, String shape, int bytes) throws IOException {
    return SafetensorsFiles.write(
        folder.resolve("a.safetensors"),
        "{" + entry("x", type, shape, 0, bytes) + "}",
        new byte[bytes]);
  }
}
