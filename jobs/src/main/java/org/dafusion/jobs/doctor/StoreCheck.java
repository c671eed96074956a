package org.dafusion.jobs.doctor;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * A place on an object store, or another file system than the machine's own: whether it answers,
 * and lets us in.
 *
 * @param setting that names the place
 * @param place its URI
 */
record StoreCheck(String setting, String place, Configuration hadoop) implements Check {
  @Override
  public String name() {
    return "store of " + setting;
  }

  @Override
  public Finding make() {
    Path path = new Path(place);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      // asks for the place itself; one that is not there is an answer too
      boolean there = files.exists(path);
      return Finding.ok("%s answers; %s".formatted(place, there ? "found" : "nothing there yet"));
    } catch (IOException | RuntimeException e) {
      return failed(e);
    }
  }

  private Finding failed(Exception error) {
    String text = everything(error);
    if (has(error, UnsupportedFileSystemException.class) || text.contains("ClassNotFound")) {
      return failed(
          "there is no code for it on the class path",
          "add it, for s3a as spark-submit --packages org.apache.hadoop:hadoop-aws in the version"
              + " of the cluster's Hadoop",
          error);
    } else if (text.contains("NoAuthWithAWS")
        || text.contains("NoAwsCredentials")
        || text.contains("Unable to load AWS credentials")
        || text.contains("Unable to load credentials")) {
      return failed(
          "there are no credentials for it",
          "give the machine a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the"
              + " environment of the driver and the executors",
          error);
    } else if (text.contains("InvalidAccessKeyId") || text.contains("SignatureDoesNotMatch")) {
      return failed(
          "it does not know the credentials", "renew them, or correct the endpoint", error);
    } else if (has(error, AccessDeniedException.class)
        || text.contains("AccessControlException")
        || text.contains("Forbidden")
        || text.contains("Status Code: 403")) {
      return failed(
          "the credentials do not allow it",
          "allow the user or role to list, read and, for a workspace, write and delete there",
          error);
    } else if (text.contains("NoSuchBucket") || has(error, FileNotFoundException.class)) {
      return failed("there is no such bucket", "create it, or correct " + setting, error);
    } else if (has(error, UnknownHostException.class) || has(error, ConnectException.class)) {
      return failed(
          "its host cannot be reached",
          "correct the address, for s3a spark.hadoop.fs.s3a.endpoint, or let the network through",
          error);
    } else if (has(error, SocketTimeoutException.class)) {
      return failed("it does not answer in time", "look at the network between", error);
    }
    return failed(String.valueOf(error.getMessage()), "correct " + setting, error);
  }

  private Finding failed(String reason, String advice, Exception error) {
    return Finding.failed(
        new UnusableClusterException("Cannot use %s because %s".formatted(place, reason), error),
        advice);
  }

  private static boolean has(Throwable error, Class<? extends Throwable> kind) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  /** Names and messages of an error and its causes: those of stores are known by name alone. */
  private static String everything(Throwable error) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      text.append(cause).append('\n');
    }
    return text.toString();
  }
}
