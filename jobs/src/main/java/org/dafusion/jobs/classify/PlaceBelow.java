package org.dafusion.jobs.classify;

import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.api.java.UDF1;

/**
 * The place of a file below a folder, as the address that Spark has of it says.
 *
 * @param root the folder, absolute
 */
record PlaceBelow(String root) implements UDF1<String, String> {
  @Override
  public String call(String address) {
    // Spark's addresses are encoded, Hadoop's paths are not
    return of(root, new Path(URI.create(address)).toString());
  }

  /** Likewise of a path; one that is not below the folder stays as it is. */
  static String of(String root, String path) {
    String start = root.replaceFirst("/*$", "/");
    return path.startsWith(start) ? path.substring(start.length()) : path;
  }
}
