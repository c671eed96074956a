package org.dafusion.engine;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Thrown when the device, or the host where it is the device, has no memory left for an operation.
 *
 * <p>Work that consists of several operations may then be half done: gradients may have arrived at
 * some leaves, and a step of an optimiser at some parameters. Begun anew from a known state and in
 * smaller parts, the same work may succeed.
 */
public class OutOfDeviceMemoryException extends RuntimeException {
  /** What PyTorch says on a GPU and on the host. */
  private static final List<String> SIGNS =
      List.of(
          "CUDA out of memory",
          "CUDA error: out of memory",
          "CUBLAS_STATUS_ALLOC_FAILED",
          // what cuBLAS answers where its handle finds no room
          "CUBLAS_STATUS_NOT_INITIALIZED",
          "CUDNN_STATUS_ALLOC_FAILED",
          "DefaultCPUAllocator: can't allocate memory",
          "DefaultCPUAllocator: not enough memory");

  public OutOfDeviceMemoryException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Does work on a device, and tells its caller by this exception where memory ran out in any part
   * of it, and by {@link LostDeviceException} where a GPU was lost. Calls of a network say so by
   * themselves; operations on arrays, copies and uploads throw an {@link EngineException} like any
   * other.
   */
  public static <T> T recognisedIn(Supplier<T> work) {
    try {
      return work.get();
    } catch (EngineException e) {
      throw mapped(e);
    }
  }

  /**
   * This exception where the engine's says that memory ran out, {@link LostDeviceException} where
   * it says that a GPU is lost, else the engine's own.
   */
  static RuntimeException mapped(EngineException e) {
    String message = String.valueOf(e.getMessage());
    return SIGNS.stream()
        .filter(message::contains)
        .findFirst()
        .map(sign -> (RuntimeException) new OutOfDeviceMemoryException(firstLine(message, sign), e))
        .orElseGet(() -> LostDeviceException.of(e).map(lost -> (RuntimeException) lost).orElse(e));
  }

  /** The engine's message goes on with the stack of its own code. */
  private static String firstLine(String message, String sign) {
    return "The device is out of memory: "
        + message.substring(message.indexOf(sign)).lines().findFirst().orElse(sign);
  }
}
