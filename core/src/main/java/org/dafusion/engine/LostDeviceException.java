package org.dafusion.engine;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.Optional;

/**
 * Thrown when a GPU answers with an error after which it serves this process no more: CUDA keeps
 * such an error with the process's context, and every later call gets it again, whatever it asks
 * for. Nothing but a new process helps. The CUDA runtime's documentation says so of each of these
 * errors.
 */
public class LostDeviceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** In the words of {@code cudaGetErrorString}, as PyTorch passes them on. */
  private static final List<String> SIGNS =
      List.of(
          "device-side assert triggered",
          "an illegal memory access was encountered",
          "an illegal instruction was encountered",
          "misaligned address",
          "invalid program counter",
          "operation not supported on global/shared address space",
          "hardware stack error",
          "unspecified launch failure",
          "the launch timed out and was terminated",
          "uncorrectable ECC error encountered",
          "uncorrectable NVLink error detected during the execution",
          "CUDA error: unknown error");

  /** With the engine's own error. */
  public LostDeviceException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Whether a GPU was lost, wherever in a chain of causes the engine said so.
   *
   * @return this exception if it is in the chain, else one made of what the engine said
   */
  public static Optional<LostDeviceException> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LostDeviceException lost) {
        return Optional.of(lost);
      }
      if (cause instanceof EngineException e) {
        Optional<LostDeviceException> found = of(e);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** What the engine's error says, if it says that. */
  static Optional<LostDeviceException> of(EngineException e) {
    String message = String.valueOf(e.getMessage());
    return SIGNS.stream()
        .filter(message::contains)
        .findFirst()
        .map(sign -> new LostDeviceException(text(message, sign), e));
  }

  /** The line with the sign alone, because PyTorch adds advice and the stack of its own code. */
  private static String text(String message, String sign) {
    String line = message.lines().filter(l -> l.contains(sign)).findFirst().orElse(sign).strip();
    return "The GPU is lost to this process, which has to be begun anew: " + line;
  }
}
