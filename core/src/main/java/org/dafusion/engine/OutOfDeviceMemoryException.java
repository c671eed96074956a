package org.dafusion.engine;

import ai.djl.engine.EngineException;
import java.util.List;

/**
 * Thrown when the device, or the host where it is the device, has no memory left for an operation.
 * What the operation would have changed is unchanged; the same work in smaller parts may succeed.
 */
public class OutOfDeviceMemoryException extends RuntimeException {
  /** What PyTorch says on a GPU and on the host. */
  private static final List<String> SIGNS =
      List.of(
          "CUDA out of memory",
          "CUDA error: out of memory",
          "CUBLAS_STATUS_ALLOC_FAILED",
          "DefaultCPUAllocator: can't allocate memory",
          "DefaultCPUAllocator: not enough memory");

  public OutOfDeviceMemoryException(String message, Throwable cause) {
    super(message, cause);
  }

  /** This exception where the engine's says that memory ran out, else the engine's own. */
  static RuntimeException mapped(EngineException e) {
    String message = String.valueOf(e.getMessage());
    return SIGNS.stream()
        .filter(message::contains)
        .findFirst()
        .map(sign -> (RuntimeException) new OutOfDeviceMemoryException(firstLine(message, sign), e))
        .orElse(e);
  }

  /** The engine's message goes on with the stack of its own code. */
  private static String firstLine(String message, String sign) {
    return "The device is out of memory: "
        + message.substring(message.indexOf(sign)).lines().findFirst().orElse(sign);
  }
}
