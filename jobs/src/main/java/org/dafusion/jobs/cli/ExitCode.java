package org.dafusion.jobs.cli;

import org.dafusion.config.InvalidSettingsException;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.engine.MissingNativeLibraryException;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.jobs.doctor.FailedChecksException;
import org.dafusion.jobs.doctor.UnusableClusterException;
import org.dafusion.jobs.executor.UnusableDeviceException;
import picocli.CommandLine.ParameterException;

/**
 * The exit codes, which scripts and schedulers rely on. Where the machine does not offer what the
 * settings ask for, as a GPU to a libtorch for CPUs, or has no libtorch, it counts as {@link
 * #USAGE}: one of the two has to be changed before the command is worth repeating.
 */
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
      if (cause instanceof InvalidSettingsException
          || cause instanceof UnusableDeviceException
          || cause instanceof MissingNativeLibraryException
          || cause instanceof UnusableClusterException
          || cause instanceof ParameterException) {
        return USAGE;
      } else if (cause instanceof InvalidDatasetException) {
        return INPUT;
      } else if (cause instanceof ModelArtefactException) {
        return MODEL;
      }
    }
    // a check that failed is a finding, not a fault of the program
    return error instanceof FailedChecksException ? USAGE : FAILED;
  }

  /**
   * The error that {@link #of} judged by; failing that, where it all began, because Spark's own
   * messages hold whole stack traces.
   */
  static Throwable told(Throwable error) {
    Throwable root = error;
    if (error instanceof FailedChecksException) {
      return error;
    }
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (of(cause) != FAILED && (cause.getCause() == null || of(cause.getCause()) == FAILED)) {
        return cause;
      }
      root = cause;
    }
    return root;
  }
}
