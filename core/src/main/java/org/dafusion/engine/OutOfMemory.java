package org.dafusion.engine;

import java.util.Locale;

/** Tells the engine's complaint about missing memory from others. */
public final class OutOfMemory {
  private OutOfMemory() {}

  /** Whether a device, or the machine, had no memory left for a tensor. */
  public static boolean isCauseOf(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("out of memory")
          || message.contains("defaultcpuallocator")
          || message.contains("not enough memory")) {
        return true;
      }
    }
    return false;
  }
}
