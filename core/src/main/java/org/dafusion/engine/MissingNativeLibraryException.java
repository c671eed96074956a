package org.dafusion.engine;

/**
 * Thrown where native code is not there to be loaded, or cannot be loaded: nothing is ever fetched
 * at run time. The message says what to install.
 */
public class MissingNativeLibraryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MissingNativeLibraryException(String message) {
    super(message);
  }

  public MissingNativeLibraryException(String message, Throwable cause) {
    super(message, cause);
  }
}
