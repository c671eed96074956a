package org.dafusion.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The way of Java values into the engine, in native memory that is used again and again, and of
 * values of arrays that live long back to Java.
 *
 * <p>An array that DJL makes from Java values lies in a direct buffer, whose memory comes back only
 * when the garbage collector happens to run; a process with a large heap can hold as much again in
 * such buffers. The buffers here go back to the pool when the manager of their array is closed.
 *
 * <p>They are also aligned as the engine's own allocations are, so that no operation has a reason
 * to treat the same values in another way.
 */
public final class HostMemory {
  private static final int SMALLEST = 1024;
  private static final int LARGEST = 1 << 30;

  /** Bytes; as the engine's own allocations. */
  private static final int ALIGNMENT = 64;

  private static final Map<Integer, Queue<ByteBuffer>> FREE = new ConcurrentHashMap<>();

  private HostMemory() {}

  /**
   * An array of 32-bit floats.
   *
   * @param scope the array's manager; the values must not be used after it is closed
   * @param values outermost dimension first; copied
   */
  public static NDArray floats(NDManager scope, float[] values, Shape shape) {
    ByteBuffer buffer = borrow(scope, Math.multiplyExact(values.length, Float.BYTES));
    buffer.asFloatBuffer().put(values);
    return scope.create(buffer, shape, DataType.FLOAT32);
  }

  /**
   * An array of 64-bit integers.
   *
   * @param scope the array's manager; the values must not be used after it is closed
   * @param values outermost dimension first; copied
   */
  public static NDArray longs(NDManager scope, long[] values, Shape shape) {
    ByteBuffer buffer = borrow(scope, Math.multiplyExact(values.length, Long.BYTES));
    buffer.asLongBuffer().put(values);
    return scope.create(buffer, shape, DataType.INT64);
  }

  /**
   * The values of an array that lives on, outermost dimension first. An array that is asked itself
   * leaves something behind with its manager each time (DJL 0.35.1, on a GPU): with that of a
   * model's weight, for as long as the model is loaded.
   *
   * @param array of 32-bit floats
   */
  public static float[] read(NDArray array) {
    try (NDManager scope = TorchRuntime.newManager(array.getDevice())) {
      // a second handle on the same memory
      NDArray handle = array.stopGradient();
      handle.attach(scope);
      return handle.toFloatArray();
    }
  }

  private static ByteBuffer borrow(NDManager scope, int bytes) {
    if (bytes > LARGEST) {
      throw new IllegalArgumentException(
          "Invalid array: must have at most %d bytes, found %d".formatted(LARGEST, bytes));
    }
    // sizes are rounded up to powers of two, so that a buffer fits more than one shape
    int capacity = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, bytes - 1)) << 1);
    Queue<ByteBuffer> free = FREE.computeIfAbsent(capacity, size -> new ConcurrentLinkedQueue<>());
    ByteBuffer known = free.poll();
    ByteBuffer whole =
        known != null
            ? known
            : ByteBuffer.allocateDirect(capacity + ALIGNMENT).alignedSlice(ALIGNMENT);
    scope.attachInternal(UUID.randomUUID().toString(), () -> free.add(whole));
    return whole.slice(0, bytes).order(ByteOrder.nativeOrder());
  }
}
