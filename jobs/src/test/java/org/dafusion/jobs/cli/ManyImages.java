package org.dafusion.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.dafusion.jobs.dataset.HuggingFaceParquet;
import org.dafusion.random.UniformDraws;

/**
 * A dataset of very many very small images in Hugging Face's Parquet layout: ten classes of
 * coloured noise, no two images alike, one of a hundred for validation.
 *
 * @param rows images in all
 */
record ManyImages(int rows) {
  private static final int SIDE = 16;
  private static final int CLASSES = 10;
  private static final int PER_SHARD = 50_000;

  /** Writes it; what is there already stays. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("data"));
    int validation = Math.max(CLASSES, rows / 100);
    List<Runnable> shards = new ArrayList<>(shards(folder, "train", 0, rows - validation));
    shards.addAll(shards(folder, "validation", rows - validation, validation));
    shards.parallelStream().forEach(Runnable::run);
  }

  private List<Runnable> shards(Path folder, String part, int first, int count) {
    int shards = (count + PER_SHARD - 1) / PER_SHARD;
    return IntStream.range(0, shards)
        .<Runnable>mapToObj(
            shard -> {
              int from = first + shard * PER_SHARD;
              int to = Math.min(first + count, from + PER_SHARD);
              Path file = folder.resolve(HuggingFaceParquet.shardName(part, shard, shards));
              return () -> write(file, from, to);
            })
        .toList();
  }

  private static void write(Path file, int from, int to) {
    if (Files.exists(file)) {
      return;
    }
    List<String> names = IntStream.range(0, CLASSES).mapToObj(label -> "kind " + label).toList();
    Path part = file.resolveSibling("." + file.getFileName());
    try {
      try (HuggingFaceParquet writer = new HuggingFaceParquet(part, names)) {
        for (int i = from; i < to; i++) {
          writer.add(png(i), null, i % CLASSES, null);
        }
      }
      Files.move(part, file);
      Files.deleteIfExists(part.resolveSibling("." + part.getFileName() + ".crc"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A PNG written by hand, as an encoder for any image would take most of the time. */
  private static byte[] png(int index) {
    UniformDraws random = new UniformDraws(index);
    ByteBuffer rows = ByteBuffer.allocate(SIDE * (1 + 3 * SIDE));
    int base = 20 * (index % CLASSES);
    for (int row = 0; row < SIDE; row++) {
      rows.put((byte) 0);
      for (int i = 0; i < 3 * SIDE; i++) {
        rows.put((byte) (base + random.below(56)));
      }
    }
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    deflater.setInput(rows.array());
    deflater.finish();
    byte[] packed = new byte[2 * rows.capacity()];
    int length = deflater.deflate(packed);
    deflater.end();
    ByteBuffer file = ByteBuffer.allocate(length + 57);
    file.putLong(0x89504e470d0a1a0aL);
    // width, height, eight bits of red, green and blue, and nothing out of the common
    ByteBuffer header = ByteBuffer.allocate(13).putInt(SIDE).putInt(SIDE).put((byte) 8);
    chunk(file, "IHDR", header.put((byte) 2).array());
    chunk(file, "IDAT", Arrays.copyOf(packed, length));
    chunk(file, "IEND", new byte[0]);
    return file.array();
  }

  private static void chunk(ByteBuffer file, String name, byte[] content) {
    file.putInt(content.length);
    int from = file.position();
    file.put(name.getBytes(StandardCharsets.US_ASCII)).put(content);
    CRC32 checksum = new CRC32();
    checksum.update(file.array(), from, 4 + content.length);
    file.putInt((int) checksum.getValue());
  }
}
