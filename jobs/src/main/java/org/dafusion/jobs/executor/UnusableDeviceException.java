package org.dafusion.jobs.executor;

/** Thrown where a task cannot compute on the device that Spark and the settings give it. */
public class UnusableDeviceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnusableDeviceException(String message) {
    super(message);
  }

  public UnusableDeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
