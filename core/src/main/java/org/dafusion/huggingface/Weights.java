package org.dafusion.huggingface;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of one network by name, from one safetensors file or from the shards that an index
 * lists.
 *
 * <p>Buffers stay valid after {@link #close()}, as those of {@link SafetensorsReader}. Safe for use
 * by several threads.
 */
public final class Weights implements AutoCloseable {
  private final Path source;
  private final List<SafetensorsReader> readers;
  private final Map<String, SafetensorsReader> readerOf;

  private Weights(
      Path source, List<SafetensorsReader> readers, Map<String, SafetensorsReader> readerOf) {
    this.source = source;
    this.readers = readers;
    this.readerOf = Collections.unmodifiableMap(readerOf);
  }

  /**
   * Opens a {@code .safetensors} file, or a {@code .json} index with its shards beside it.
   *
   * @throws ModelArtefactException if a file is absent, a pickle, or not valid
   */
  public static Weights open(Path source) {
    return source.getFileName().toString().endsWith(".json")
        ? openSharded(ShardIndex.read(source))
        : openSingle(SafetensorsReader.open(source));
  }

  private static Weights openSingle(SafetensorsReader reader) {
    Map<String, SafetensorsReader> readerOf = new LinkedHashMap<>();
    reader.tensors().keySet().forEach(name -> readerOf.put(name, reader));
    return new Weights(reader.file(), List.of(reader), readerOf);
  }

  private static Weights openSharded(ShardIndex index) {
    Map<Path, SafetensorsReader> readers = new LinkedHashMap<>();
    try {
      Map<String, SafetensorsReader> readerOf = new LinkedHashMap<>();
      index
          .shardOf()
          .forEach(
              (name, shard) -> {
                SafetensorsReader reader = readers.computeIfAbsent(shard, SafetensorsReader::open);
                reader.info(name); // a name that its shard lacks is told now
                readerOf.put(name, reader);
              });
      return new Weights(index.file(), List.copyOf(readers.values()), readerOf);
    } catch (ModelArtefactException e) {
      readers.values().forEach(SafetensorsReader::close);
      throw e;
    }
  }

  /** All parameter names, in file order. */
  public Set<String> names() {
    return readerOf.keySet();
  }

  public boolean has(String name) {
    return readerOf.containsKey(name);
  }

  /**
   * Type, shape and place of a tensor; the place counts within its own file.
   *
   * @throws ModelArtefactException if there is no tensor of that name
   */
  public TensorInfo info(String name) {
    return reader(name).info(name);
  }

  /** The shape of each tensor by its name. */
  public Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    names().forEach(name -> shapes.put(name, info(name).shape()));
    return shapes;
  }

  /** The type in which a tensor is stored; see {@link #info}. */
  public SafetensorsType type(String name) {
    return info(name).type();
  }

  /** The bytes of a tensor as stored; see {@link SafetensorsReader#read}. */
  public ByteBuffer read(String name) {
    return reader(name).read(name);
  }

  /** The values of a tensor with BF16 made F32; see {@link SafetensorsReader#readWidened}. */
  public ByteBuffer readWidened(String name) {
    return reader(name).readWidened(name);
  }

  /** The values of a floating-point tensor; see {@link SafetensorsReader#floats}. */
  public float[] floats(String name) {
    return reader(name).floats(name);
  }

  /** How many values all tensors hold together. */
  public long parameterCount() {
    return names().stream().mapToLong(name -> info(name).elements()).sum();
  }

  /** The safetensors files that are read, without the index. */
  public List<Path> files() {
    return readers.stream().map(SafetensorsReader::file).toList();
  }

  /** The texts under the header's {@code __metadata__}; of shards those of all of them together. */
  public Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    readers.forEach(reader -> metadata.putAll(reader.metadata()));
    return metadata;
  }

  /** The file or index that messages name. */
  public String describe() {
    return source.toString();
  }

  @Override
  public void close() {
    readers.forEach(SafetensorsReader::close);
  }

  private SafetensorsReader reader(String name) {
    SafetensorsReader reader = readerOf.get(name);
    if (reader == null) {
      throw new ModelArtefactException(
          "Cannot read tensor "
              + name
              + " because "
              + source
              + " does not have it (it has "
              + readerOf.size()
              + " others)");
    }
    return reader;
  }
}
