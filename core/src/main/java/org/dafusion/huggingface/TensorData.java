package org.dafusion.huggingface;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A tensor to be written.
 *
 * @param shape the dimensions, outermost first; empty for a scalar
 * @param bytes supplies the little-endian values from position to limit, when it is the tensor's
 *     turn; asked once, so that no more than one tensor need be in memory
 */
public record TensorData(
    String name, SafetensorsType type, List<Long> shape, Supplier<ByteBuffer> bytes) {

  public TensorData {
    shape = List.copyOf(shape);
    if (shape.stream().anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException(
          "Invalid shape of tensor " + name + ": must not be negative, found " + shape);
    }
  }

  /** F32 values, outermost dimension first. */
  public static TensorData of(String name, float[] values, long... shape) {
    return of(name, SafetensorsType.F32, () -> values, shape);
  }

  /**
   * Floating-point values that are asked for when it is their turn.
   *
   * @param type F32, or BF16 or F16, to which values are rounded
   * @param values outermost dimension first
   */
  public static TensorData of(
      String name, SafetensorsType type, Supplier<float[]> values, long... shape) {
    return switch (type) {
      case F32 -> new TensorData(name, type, sizes(shape), () -> bytes(values.get()));
      case BF16 ->
          new TensorData(
              name, type, sizes(shape), () -> halves(values.get(), HalfPrecision::toBf16));
      case F16 ->
          new TensorData(
              name, type, sizes(shape), () -> halves(values.get(), HalfPrecision::toF16));
      default ->
          throw new IllegalArgumentException(
              "Invalid type of tensor " + name + ": must be F32, BF16 or F16, found " + type);
    };
  }

  /**
   * The values of an F32 tensor, outermost dimension first.
   *
   * @throws IllegalStateException if it is of another type
   */
  public float[] floats() {
    if (type != SafetensorsType.F32) {
      throw new IllegalStateException(
          "Cannot read %s as 32-bit floats because it is %s".formatted(name, type));
    }
    FloatBuffer buffer = bytes.get().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  /** I64 values, outermost dimension first. */
  public static TensorData of(String name, long[] values, long... shape) {
    return new TensorData(
        name,
        SafetensorsType.I64,
        sizes(shape),
        () -> {
          ByteBuffer bytes = buffer(values.length, Long.BYTES);
          bytes.asLongBuffer().put(values);
          return bytes;
        });
  }

  /** How many bytes type and shape ask for. */
  long byteSize() {
    return shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
  }

  private static ByteBuffer bytes(float[] values) {
    ByteBuffer bytes = buffer(values.length, Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer halves(float[] values, Rounding rounding) {
    ByteBuffer bytes = buffer(values.length, Short.BYTES);
    for (float value : values) {
      bytes.putShort(rounding.bits(value));
    }
    return bytes.flip();
  }

  private static List<Long> sizes(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  private static ByteBuffer buffer(int values, int width) {
    return ByteBuffer.allocate(Math.multiplyExact(values, width)).order(ByteOrder.LITTLE_ENDIAN);
  }

  @FunctionalInterface
  private interface Rounding {
    short bits(float value);
  }
}
