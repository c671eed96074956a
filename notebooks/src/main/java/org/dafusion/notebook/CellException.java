package org.dafusion.notebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A cell did not come to its end: it does not compile, or its code threw something. */
final class CellException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CellException(String message) {
    this(message, null);
  }

  CellException(Throwable thrown) {
    this(thrown.toString(), thrown);
  }

  /** Where the kernel was is of no interest to anyone. */
  private CellException(String message, Throwable cause) {
    super(message, cause, false, false);
  }

  /** What a reader of the notebook sees; of the stack only what the cell and its callees did. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(getMessage().lines().toList());
    for (Throwable thrown = getCause(); thrown != null; thrown = thrown.getCause()) {
      if (thrown != getCause()) {
        lines.add("Caused by: " + thrown);
      }
      Arrays.stream(thrown.getStackTrace())
          .takeWhile(frame -> !frame.getClassName().startsWith("jdk.internal.reflect"))
          .forEach(frame -> lines.add("    at " + frame));
    }
    return lines;
  }
}
