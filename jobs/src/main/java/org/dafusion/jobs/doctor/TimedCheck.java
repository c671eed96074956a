package org.dafusion.jobs.doctor;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A check with a limit of time: a store that does not answer is a finding, not a reason to wait.
 *
 * @param check that is made
 * @param seconds that it may take
 */
record TimedCheck(Check check, int seconds) implements Check {
  @Override
  public String name() {
    return check.name();
  }

  @Override
  public Finding make() {
    FutureTask<Finding> work = new FutureTask<>(this::finding);
    // a thread of its own, so that it knows the caller's session and class path
    Thread thread = new Thread(work, "check of " + name());
    thread.setDaemon(true);
    thread.start();
    try {
      return work.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      work.cancel(true);
      return Finding.failed(
          new UnusableClusterException("no answer within %d s".formatted(seconds)),
          "look for what does not answer; doctor.seconds gives it more time");
    } catch (ExecutionException e) {
      return Finding.failed(new UnusableClusterException(String.valueOf(e.getCause()), e), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the check " + name(), e);
    }
  }

  private Finding finding() {
    try {
      return check.make();
    } catch (RuntimeException e) {
      return Finding.failed(e, "");
    } catch (Exception e) {
      // Spark throws such that nothing declares
      return Finding.failed(new UnusableClusterException(String.valueOf(e.getMessage()), e), "");
    }
  }
}
