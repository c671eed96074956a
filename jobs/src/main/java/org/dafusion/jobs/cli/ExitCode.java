package org.dafusion.jobs.cli;

import org.dafusion.config.InvalidSettingsException;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.huggingface.ModelArtefactException;

/** The exit codes, which scripts and schedulers rely on. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int INPUT = 3;
  static final int REFUSED = 4;
  static final int MODEL = 5;

  private ExitCode() {}

  /**
   * The code of an error; Spark wraps what happened on an executor, so causes are looked through.
   */
  static int of(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidSettingsException) {
        return USAGE;
      } else if (cause instanceof InvalidDatasetException) {
        return INPUT;
      } else if (cause instanceof ModelArtefactException) {
        return MODEL;
      }
    }
    return FAILED;
  }

  /** The error that {@link #of} judged by, or the error itself. */
  static Throwable told(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (of(cause) != FAILED && (cause.getCause() == null || of(cause.getCause()) == FAILED)) {
        return cause;
      }
    }
    return error;
  }
}
