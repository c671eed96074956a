package org.dafusion.jobs.doctor;

/** Thrown at the end where a check has failed; its cause is what a job would have ended with. */
public class FailedChecksException extends RuntimeException {
  private static final long serialVersionUID = 1;

  FailedChecksException(String message, RuntimeException first) {
    super(message, first);
  }
}
