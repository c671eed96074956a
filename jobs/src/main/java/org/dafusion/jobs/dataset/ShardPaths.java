package org.dafusion.jobs.dataset;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.api.java.UDF1;

/** Paths of files below a dataset's folder, by what Spark calls each. */
final class ShardPaths implements UDF1<String, String> {
  private static final long serialVersionUID = 1;

  private final HashMap<String, String> paths;

  ShardPaths(Map<String, String> paths) {
    this.paths = new HashMap<>(paths);
  }

  @Override
  public String call(String file) {
    String path = paths.get(file);
    if (path == null) {
      throw new IllegalStateException(
          "Cannot place %s, which is none of %s".formatted(file, paths.keySet()));
    }
    return path;
  }
}
