package org.dafusion.huggingface;

import java.util.List;

/**
 * Where a tensor lies in a safetensors file.
 *
 * @param shape the dimensions, outermost first; empty for a scalar
 * @param begin first byte, counted from the end of the header
 * @param end the byte after the last, counted likewise
 */
public record TensorInfo(
    String name, SafetensorsType type, List<Long> shape, long begin, long end) {

  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** The dimensions as an array of the caller's own. */
  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /** How many values the tensor holds; 1 for a scalar. */
  public long elements() {
    return byteSize() / type.bytes();
  }

  /** How many bytes the tensor takes in its file. */
  public long byteSize() {
    return end - begin;
  }
}
