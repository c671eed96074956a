package org.dafusion.jobs.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ChecksumException;
import org.dafusion.data.InvalidDatasetException;

/**
 * Tells a file that is damaged, which is the dataset's fault and stays so, from one that could not
 * be read just now. Spark reports both as a task that failed, somewhere within a long message.
 */
public final class DamagedFiles {
  /** Spark's words, and those of Parquet's own reader of rows, which Spark passes on. */
  private static final Pattern READING =
      Pattern.compile(
          "(?:Encountered error while reading|Can not read value at -?\\d+ in block -?\\d+ in)"
              + " file (\\S+?)\\.?(\\s|$)");

  /** How Parquet says that bytes are no header of a page; it has no exception for that. */
  private static final String NO_HEADER = "can not read class org.apache.parquet";

  private DamagedFiles() {}

  /**
   * Does work that reads the files of a dataset.
   *
   * @param dataset what a refusal calls it
   * @throws InvalidDatasetException if one of them is damaged
   */
  public static <T> T refusing(String dataset, Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) {
      InvalidDatasetException refusal = refusal(dataset, e);
      if (refusal != null) {
        throw refusal;
      }
      throw e;
    }
  }

  private static InvalidDatasetException refusal(String dataset, Throwable failure) {
    String file = null;
    boolean storeFailed = false;
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidDatasetException) {
        return null;
      }
      Matcher reading = READING.matcher(String.valueOf(cause.getMessage()));
      if (file == null && reading.find()) {
        file = reading.group(1);
      }
      storeFailed = storeFailed || isOfStore(cause);
      root = cause;
    }
    return file != null && !storeFailed && isDamage(root)
        ? new InvalidDatasetException(
            "Cannot use the dataset %s because %s cannot be read: %s"
                .formatted(dataset, file, shown(root)))
        : null;
  }

  /** Hadoop's own exceptions, below which lie those of an object store's client. */
  static boolean isOfStore(Throwable cause) {
    return cause instanceof IOException
        && !(cause instanceof ChecksumException)
        && cause.getClass().getName().startsWith("org.apache.hadoop.fs.");
  }

  /** What file systems report is theirs, unless they say that bytes are wrong or lacking. */
  static boolean isDamage(Throwable root) {
    boolean ofFileSystem =
        root instanceof IOException
            && !(root instanceof ChecksumException)
            && !(root instanceof EOFException)
            && !String.valueOf(root.getMessage()).startsWith(NO_HEADER);
    return !ofFileSystem;
  }

  static String shown(Throwable root) {
    return root.toString().lines().findFirst().orElse("");
  }
}
