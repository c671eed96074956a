package org.dafusion.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
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
          writer.add(ImageEncoder.png(image(i)), null, i % CLASSES, null);
        }
      }
      Files.move(part, file);
      Files.deleteIfExists(part.resolveSibling("." + part.getFileName() + ".crc"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Image image(int index) {
    UniformDraws random = new UniformDraws(index);
    byte[] rgb = new byte[SIDE * SIDE * Image.CHANNELS];
    int base = 20 * (index % CLASSES);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (base + random.below(56));
    }
    return new Image(SIDE, SIDE, rgb);
  }
}
