package org.dafusion.jobs.doctor;

/** Thrown where the processes of a job are not such as it needs, or its stores do not answer. */
public class UnusableClusterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnusableClusterException(String message) {
    super(message);
  }

  UnusableClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
