package org.dafusion.jobs.table;

import java.util.Locale;

/** What became of a row; all but {@link #OK} come with a reason. */
public enum Status {
  /** The row holds a result. */
  OK,
  /** The input could not be used, such as a truncated image. */
  REFUSED,
  /** The safety checker objected to the result. */
  FLAGGED,
  /** Training of an embedding or of an erased model left the range of numbers. */
  DIVERGED;

  /** The word in the table's {@code status} column. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The inverse of {@link #text()}. */
  public static Status parse(String text) {
    for (Status status : values()) {
      if (status.text().equals(text)) {
        return status;
      }
    }
    throw new IllegalArgumentException(
        "Invalid status: must be one of ok, refused, flagged, diverged, found " + text);
  }
}
