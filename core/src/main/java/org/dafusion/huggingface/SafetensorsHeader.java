package org.dafusion.huggingface;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file, checked as the reference implementation does: no name
 * twice, every tensor's bytes as long as type and shape ask for, the tensors side by side from the
 * first byte after the header to the last of the file.
 *
 * <p>{@code {"__metadata__": {"k": "v"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets":
 * [0, 24]}, …}}; see https://github.com/huggingface/safetensors#format.
 */
record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata) {
  /**
   * So that a wrong length cannot ask for any amount of memory. The format itself allows 100
   * million, which as names and numbers fill a heap of a gigabyte; the longest headers that were
   * published have some two.
   */
  static final long MAX_BYTES = 16_000_000;

  static final String METADATA = "__metadata__";
  static final String TYPE = "dtype";
  static final String SHAPE = "shape";
  static final String OFFSETS = "data_offsets";

  SafetensorsHeader {
    tensors = Collections.unmodifiableMap(tensors);
    metadata = Collections.unmodifiableMap(metadata);
  }

  /**
   * Checks that the tensors fill the {@code dataBytes} behind the header without hole or overlap.
   *
   * @throws InvalidHeaderException if they do not
   */
  void checkSpans(long dataBytes) throws InvalidHeaderException {
    List<TensorInfo> inOrder = new ArrayList<>(tensors.values());
    for (TensorInfo tensor : inOrder) {
      checkSize(tensor, dataBytes);
    }
    inOrder.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
    long expected = 0;
    for (TensorInfo tensor : inOrder) {
      InvalidHeaderException.check(
          tensor.begin() == expected,
          tensor.begin() < expected
              ? "tensor %s begins at byte %d and overlaps the one before it, which ends at %d"
              : "tensor %s begins at byte %d and leaves a hole behind byte %d",
          tensor.name(),
          tensor.begin(),
          expected);
      expected = tensor.end();
    }
    InvalidHeaderException.check(
        expected == dataBytes,
        "its tensors end at byte %d, but %d bytes follow the header",
        expected,
        dataBytes);
  }

  private static void checkSize(TensorInfo tensor, long dataBytes) throws InvalidHeaderException {
    InvalidHeaderException.check(
        tensor.begin() <= tensor.end() && tensor.end() <= dataBytes,
        "tensor %s lies at bytes %d to %d, but %d bytes follow the header (a truncated file?)",
        tensor.name(),
        tensor.begin(),
        tensor.end(),
        dataBytes);
    long needed = tensor.type().bytes();
    try {
      for (long size : tensor.shape()) {
        needed = Math.multiplyExact(needed, size);
      }
    } catch (ArithmeticException e) {
      throw InvalidHeaderException.of(
          "tensor %s has the shape %s, more bytes than can be counted",
          tensor.name(), tensor.shape());
    }
    InvalidHeaderException.check(
        needed == tensor.byteSize(),
        "tensor %s has %d bytes, expected %d for %s %s",
        tensor.name(),
        tensor.byteSize(),
        needed,
        tensor.type(),
        tensor.shape());
  }
}
