package org.dafusion.jobs.dataset;

import org.apache.spark.sql.api.java.UDF1;

/** A text without the blanks around it; null where nothing else is there. */
final class StrippedText implements UDF1<String, String> {
  private static final long serialVersionUID = 1;

  @Override
  public String call(String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }
}
