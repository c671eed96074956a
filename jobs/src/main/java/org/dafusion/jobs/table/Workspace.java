package org.dafusion.jobs.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The folder that holds an experiment's tables, on any file system that Hadoop knows. Lives on the
 * driver.
 */
public final class Workspace {
  private final SparkSession spark;
  private final Path root;

  private Workspace(SparkSession spark, Path root) {
    this.spark = spark;
    this.root = root;
  }

  /**
   * The workspace at a path or URI. A relative path is relative to the driver's current folder and
   * is made absolute here, because executors may run in another.
   */
  public static Workspace at(SparkSession spark, String location) {
    Path path = new Path(location);
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      return new Workspace(spark, files.makeQualified(path));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot open the workspace " + location + " because " + e.getMessage(), e);
    }
  }

  /** A file or folder inside the workspace, absolute. */
  public Path path(String name) {
    return new Path(root, name);
  }

  /** The workspace's own absolute location. */
  public String location() {
    return root.toString();
  }

  SparkSession spark() {
    return spark;
  }

  Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  @Override
  public String toString() {
    return location();
  }
}
