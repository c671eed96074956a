package org.dafusion.huggingface;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes safetensors files as the Python library does: widest types first and by name among those
 * of one width, the header padded with spaces to a multiple of eight bytes, so that every tensor is
 * aligned in a mapped file.
 *
 * <p>Holds one tensor at a time. The file appears under its name only when it is complete.
 */
public final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;
  private static final Comparator<TensorData> FILE_ORDER =
      Comparator.comparingInt((TensorData tensor) -> tensor.type().bytes())
          .reversed()
          .thenComparing(TensorData::name);

  private SafetensorsWriter() {}

  /**
   * Writes tensors and metadata to {@code file}, which is replaced if it exists.
   *
   * @param metadata texts for {@code __metadata__}; none is written where the map is empty. Files
   *     for the Python libraries carry {@code format = pt}
   * @throws IllegalArgumentException if a name comes twice, or a tensor supplies more or fewer
   *     bytes than its type and shape ask for
   * @throws IOException if the file cannot be written; what was there before is then still there
   */
  public static void write(Path file, Collection<TensorData> tensors, Map<String, String> metadata)
      throws IOException {
    List<TensorData> ordered = new ArrayList<>(tensors);
    ordered.sort(FILE_ORDER);
    checkNames(ordered);
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      try (FileChannel channel =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        writeFully(channel, header(ordered, metadata));
        for (TensorData tensor : ordered) {
          writeFully(channel, checkedBytes(tensor));
        }
      }
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void checkNames(List<TensorData> tensors) {
    Set<String> seen = new HashSet<>();
    for (TensorData tensor : tensors) {
      if (tensor.name().equals(SafetensorsHeader.METADATA) || !seen.add(tensor.name())) {
        throw new IllegalArgumentException(
            "Invalid tensor name " + tensor.name() + ": must be unique and not the metadata's");
      }
    }
  }

  private static ByteBuffer checkedBytes(TensorData tensor) {
    ByteBuffer bytes = tensor.bytes().get();
    if (bytes.remaining() != tensor.byteSize()) {
      throw new IllegalArgumentException(
          "Invalid tensor "
              + tensor.name()
              + ": must have "
              + tensor.byteSize()
              + " bytes for "
              + tensor.type()
              + " "
              + tensor.shape()
              + ", found "
              + bytes.remaining());
    }
    return bytes.duplicate();
  }

  private static ByteBuffer header(List<TensorData> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] json = json(tensors, metadata).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (padded > SafetensorsHeader.MAX_BYTES) {
      throw new IllegalArgumentException(
          "Invalid header: must not be above "
              + SafetensorsHeader.MAX_BYTES
              + " bytes, found "
              + padded);
    }
    ByteBuffer header =
        ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded);
    header.put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static String json(List<TensorData> tensors, Map<String, String> metadata)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = new JsonWriter(text)) {
      writer.beginObject();
      if (!metadata.isEmpty()) {
        writer.name(SafetensorsHeader.METADATA).beginObject();
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          writer.name(entry.getKey()).value(entry.getValue());
        }
        writer.endObject();
      }
      long begin = 0;
      for (TensorData tensor : tensors) {
        long end = Math.addExact(begin, tensor.byteSize());
        writer.name(tensor.name()).beginObject();
        writer.name(SafetensorsHeader.TYPE).value(tensor.type().name());
        writer.name(SafetensorsHeader.SHAPE).beginArray();
        for (long size : tensor.shape()) {
          writer.value(size);
        }
        writer.endArray();
        writer.name(SafetensorsHeader.OFFSETS).beginArray().value(begin).value(end).endArray();
        writer.endObject();
        begin = end;
      }
      writer.endObject();
    }
    return text.toString();
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
