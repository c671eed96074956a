package org.dafusion.hostile;

import static org.dafusion.hostile.Bytes.concat;
import static org.dafusion.hostile.Bytes.of;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dafusion.huggingface.SafetensorsReader;
import org.dafusion.huggingface.Weights;

/** Safetensors files whose headers claim what is not there, and files that are none. */
final class HostileWeights {
  private static final String REFUSED =
      "ModelArtefactException: Cannot read FOLDER/model.safetensors because ";
  private static final String NOT_JSON = REFUSED + "its header is not the JSON expected: .+";

  private final List<HostileInput> inputs = new ArrayList<>();

  private HostileWeights() {}

  static List<HostileInput> all() {
    HostileWeights table = new HostileWeights();
    table.lengths();
    table.json();
    table.spans();
    table.damage();
    table.otherFiles();
    return table.inputs;
  }

  private void lengths() {
    bytes("weights of 0 bytes", new byte[0], "it has 0 bytes, too few to be .+");
    bytes("weights of 7 bytes", new byte[7], "it has 7 bytes, too few to be .+");
    bytes("header of 0 bytes", withLength(0), "its header is not complete JSON: .+");
    bytes("header of 1 byte", withLength(1, of("{")), "its header is not complete JSON: .+");
    bytes(
        "header beyond the file",
        withLength(1000, of("{}")),
        "its header should have 1000 bytes, but the file ends after 2 of them .+");
    for (long length :
        new long[] {16_000_001, 100_000_000, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      bytes(
          "header of " + Long.toUnsignedString(length),
          withLength(length, of("{}")),
          "its header length is "
              + Long.toUnsignedString(length)
              + ", allowed are up to 16000000 bytes .+");
    }
    inputs.add(
        new HostileInput(
            "header of 150 MB that are there",
            folder -> {
              Path file = folder.resolve("model.safetensors");
              try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.write(withLength(150_000_000));
                sparse.setLength(150_000_008);
              }
              return read(file);
            },
            REFUSED + "its header length is 150000000, allowed are up to 16000000 bytes .+"));
  }

  private void json() {
    header("header that is no JSON", "nonsense", NOT_JSON);
    header("header of a list", "[]", NOT_JSON);
    header("header of a number", "1", NOT_JSON);
    header("header of null", "null", NOT_JSON);
    header("header that goes on", "{}{}", NOT_JSON + "|" + REFUSED + "its header goes on .+");
    header("header of 100000 brackets", "[".repeat(100_000), NOT_JSON);
    header(
        "header of 100000 objects",
        "{\"a\":".repeat(100_000),
        REFUSED + "tensor a has an unknown field a");
    header(
        "deep shape",
        tensor("a", "F32", "[".repeat(100_000), 0, 4),
        REFUSED + "tensor a has no number in shape");
    header(
        "tensor twice",
        "{%s,%s}".formatted(entry("a", "F32", "[1]", 0, 4), entry("a", "F32", "[1]", 0, 4)),
        REFUSED + "its header has tensor a twice");
    header(
        "dtype twice",
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F16\"}}",
        REFUSED + "tensor a has dtype twice");
    header(
        "metadata twice",
        "{\"__metadata__\":{},\"__metadata__\":{}}",
        REFUSED + "its header has __metadata__ twice");
    header(
        "metadata of numbers",
        "{\"__metadata__\":{\"a\":1}}",
        REFUSED + "its metadata a is not text");
    header(
        "metadata that is deep",
        "{\"__metadata__\":" + "{\"a\":".repeat(100_000),
        REFUSED + "its metadata a is not text");
    header(
        "byte order mark",
        "\uFEFF{}",
        REFUSED + "its tensors end at byte 0, but 8 bytes follow the header");
    header("comment", "/* x */ {}", NOT_JSON);
    header("single quotes", "{'a':1}", NOT_JSON);
    header(
        "unknown field",
        "{\"a\":{\"code\":\"import os\"}}",
        REFUSED + "tensor a has an unknown field code");
    header("tensor of nothing", "{\"a\":{}}", REFUSED + "tensor a has no dtype");
    header("tensor that is null", "{\"a\":null}", NOT_JSON);
    for (String type : List.of("F31", "f32", "", "F4", "object")) {
      header(
          "dtype '" + type + "'",
          tensor("a", type, "[1]", 0, 4),
          REFUSED + "tensor a has the unknown type .*");
    }
    header("dtype of a number", "{\"a\":{\"dtype\":32}}", REFUSED + "tensor a has .+");
    for (String count :
        List.of(
            "NaN", "Infinity", "1.5", "1e3", "-1", "9223372036854775808", "1".repeat(100_000))) {
      String name = count.length() > 20 ? "100000 digits" : count;
      header("shape of " + name, tensor("a", "F32", "[" + count + "]", 0, 4), REFUSED + ".+");
    }
    header(
        "name of 10 MB",
        tensor("a".repeat(10_000_000), "F32", "[1]", 0, 8),
        REFUSED + "tensor a{200}… has 8 bytes, expected 4 .+");
    header(
        "200000 empty tensors and one too many",
        "{%s,%s}"
            .formatted(
                IntStream.range(0, 200_000)
                    .mapToObj(i -> entry("t" + i, "F32", "[0]", 0, 0))
                    .collect(Collectors.joining(",")),
                entry("t0", "F32", "[0]", 0, 0)),
        REFUSED + "its header has tensor t0 twice");
    bytes("header that is no UTF-8", withLength(3, of("{\u00ff}")), "its header is not UTF-8");
  }

  private void spans() {
    header(
        "three offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}",
        REFUSED + "tensor a has 3 data_offsets, expected begin and end");
    header(
        "end before begin",
        tensor("a", "F32", "[1]", 8, 4),
        REFUSED + "tensor a lies at bytes 8 to 4, .+");
    header(
        "end beyond the file",
        tensor("a", "F32", "[1000]", 0, 4000),
        REFUSED + "tensor a lies at bytes 0 to 4000, but 8 bytes follow .+");
    header(
        "end of 64 bits",
        tensor("a", "U8", "[9223372036854775807]", 0, Long.MAX_VALUE),
        REFUSED + "tensor a lies at .+");
    header(
        "more bytes than the shape",
        tensor("a", "F32", "[1]", 0, 8),
        REFUSED + "tensor a has 8 bytes, expected 4 for F32 \\[1\\]");
    header(
        "shape that overflows",
        tensor("a", "F32", "[4294967296,4294967296,4]", 0, 8),
        REFUSED + "tensor a has the shape .+, more bytes than can be counted");
    header(
        "shape that overflows to 0",
        tensor("a", "F32", "[9223372036854775807,2,2]", 0, 8),
        REFUSED + "tensor a has the shape .+, more bytes than can be counted");
    header(
        "shape of 100000 ones",
        tensor("a", "F32", "[1" + ",1".repeat(100_000) + "]", 0, 8),
        REFUSED + "tensor a has 8 bytes, expected 4 for F32 .+");
    header(
        "tensors that overlap",
        "{%s,%s}".formatted(entry("a", "F32", "[2]", 0, 8), entry("b", "F32", "[1]", 4, 8)),
        REFUSED + "tensor b begins at byte 4 and overlaps .+");
    header(
        "tensors with a hole",
        "{%s,%s}".formatted(entry("a", "F16", "[1]", 0, 2), entry("b", "F32", "[1]", 4, 8)),
        REFUSED + "tensor b begins at byte 4 and leaves a hole .+");
    header(
        "bytes of nobody",
        tensor("a", "F32", "[1]", 0, 4),
        REFUSED + "its tensors end at byte 4, but 8 bytes follow the header");
    header(
        "tensors of type F64 that are half",
        tensor("a", "F64", "[2]", 0, 8),
        REFUSED + "tensor a has 8 bytes, expected 16 .+");
    header(
        "values that are no numbers",
        tensor("a", "F32", "[2]", 0, 8),
        "read 1 tensors, 2 values, 2 of them NaN");
  }

  private void damage() {
    byte[] whole =
        file("{%s,%s}".formatted(entry("a", "F32", "[1]", 0, 4), entry("b", "F16", "[2]", 4, 8)));
    for (int length = 8; length < whole.length; length += whole.length / 12) {
      bytes("weights cut to " + length, Arrays.copyOf(whole, length), ".+");
    }
    for (int i = 0; i < 24; i++) {
      byte[] flipped = Bytes.flipped(whole, i);
      inputs.add(
          new HostileInput(
              "weights with flipped bits " + i,
              folder -> read(Files.write(folder.resolve("model.safetensors"), flipped)),
              "read \\d+ tensors, .+|ModelArtefactException: Cannot read .+"));
    }
  }

  private void otherFiles() {
    bytes(
        "pickle under the name",
        of("\u0080\2}q\0(X\5\0\0\0aaaaaaaaaaaaaaaa."),
        "its header length is \\d+, allowed .+");
    bytes("zip under the name", concat(of("PK\3\4"), new byte[40]), ".+");
    bytes(
        "git lfs pointer",
        of("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n"),
        "it is a Git LFS pointer, .+");
    for (String name : List.of("model.bin", "model.pt", "model.pth", "model.ckpt")) {
      inputs.add(
          new HostileInput(
              "pickle " + name,
              folder -> read(Files.write(folder.resolve(name), of("\u0080\2}q\0."))),
              "ModelArtefactException: Cannot read FOLDER/"
                  + name
                  + " because it is a pickle, which can run any code .+"));
    }
    inputs.add(
        new HostileInput(
            "weights that are a folder",
            folder -> read(Files.createDirectory(folder.resolve("model.safetensors"))),
            REFUSED + ".+"));
    inputs.add(
        new HostileInput(
            "weights that are not there",
            folder -> read(folder.resolve("model.safetensors")),
            REFUSED + "there is no such file"));
    index(
        "index that leads out",
        "{\"weight_map\":{\"a\":\"../../etc/passwd\"}}",
        "because it names the shard ../../etc/passwd, not a file beside it");
    index(
        "index of an absolute shard",
        "{\"weight_map\":{\"a\":\"/etc/passwd\"}}",
        "because it names the shard /etc/passwd, not a file beside it");
    index(
        "index of backslashes",
        "{\"weight_map\":{\"a\":\"..\\\\x\"}}",
        "because it names the shard ..\\\\x, not a file beside it");
    index(
        "index of dots",
        "{\"weight_map\":{\"a\":\"..\"}}",
        "because the shard .. that it names is missing");
    index(
        "index of a NUL",
        "{\"weight_map\":{\"a\":\"a\\u0000b\"}}",
        "because it names the shard a.b, not a file beside it");
    index("index of a pickle", "{\"weight_map\":{\"a\":\"a.bin\"}}", "because it is a pickle.+");
    index("index of nothing", "{}", "because it has no entries under weight_map");
    index(
        "index of null",
        "{\"weight_map\":{\"a\":null}}",
        "because it names the shard null, not a file beside it");
    index("index of numbers", "{\"weight_map\":[1]}", "because .+");
    index("index that is deep", "{\"x\":" + "[".repeat(100_000), "because .+");
    index("index of one key twice", "{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}}", "because .+");
    index(
        "index of 9 MB",
        "{\"x\":\"" + "x".repeat(9_000_000) + "\"}",
        "because it has 9000008 bytes, and at most 8000000 are allowed");
  }

  private void index(String name, String json, String reason) {
    inputs.add(
        new HostileInput(
            name,
            folder ->
                Weights.open(Files.writeString(folder.resolve("m.json"), json)).names().toString(),
            "ModelArtefactException: Cannot read FOLDER/\\S+ " + reason));
  }

  private void header(String name, String json, String outcome) {
    inputs.add(
        new HostileInput(
            name,
            folder -> read(Files.write(folder.resolve("model.safetensors"), file(json))),
            outcome));
  }

  private void bytes(String name, byte[] content, String reason) {
    inputs.add(
        new HostileInput(
            name,
            folder -> read(Files.write(folder.resolve("model.safetensors"), content)),
            REFUSED + reason));
  }

  /** A header, and the eight bytes of two values that are no numbers. */
  private static byte[] file(String json) {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    byte[] data = new byte[8];
    Arrays.fill(data, (byte) 0xff);
    return concat(withLength(header.length, header), data);
  }

  private static byte[] withLength(long length, byte... header) {
    ByteBuffer file = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(length).put(header).array();
  }

  private static String tensor(String name, String type, String shape, long begin, long end) {
    return "{" + entry(name, type, shape, begin, end) + "}";
  }

  private static String entry(String name, String type, String shape, long begin, long end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, type, shape, begin, end);
  }

  private static String read(Path file) {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      int values = 0;
      int nan = 0;
      for (String name : reader.tensors().keySet()) {
        if (reader.info(name).type().name().matches("B?F(16|32|64)")) {
          for (float value : reader.floats(name)) {
            values++;
            nan += Float.isNaN(value) ? 1 : 0;
          }
        } else {
          reader.read(name);
        }
      }
      return "%d tensors, %d values, %d of them NaN"
          .formatted(reader.tensors().size(), values, nan);
    }
  }
}
