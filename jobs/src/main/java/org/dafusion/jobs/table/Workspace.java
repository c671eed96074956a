package org.dafusion.jobs.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Problem;
import scala.reflect.ClassTag$;

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
   *
   * @throws InvalidSettingsException if there can be no folder at that place
   */
  public static Workspace at(SparkSession spark, String location) {
    Path path = new Path(location);
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      Path root = files.makeQualified(path);
      requireFolder(files, root, location);
      return new Workspace(spark, root);
    } catch (UnsupportedFileSystemException e) {
      throw invalid("must be a folder on a known file system", location + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot open the workspace " + location + " because " + e.getMessage(), e);
    }
  }

  /** The nearest part of the path that exists must be a folder; told before any work is done. */
  private static void requireFolder(FileSystem files, Path root, String location)
      throws IOException {
    Path there = root;
    while (there != null && !files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && !files.getFileStatus(there).isDirectory()) {
      throw invalid("must be a folder or a place for one", location + ", where a file is");
    }
  }

  private static InvalidSettingsException invalid(String rule, String found) {
    return new InvalidSettingsException(
        List.of(new Problem("workspace", rule + ", found " + found, "")));
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

  /** How its file system is reached. */
  public Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  /** The same for tasks, which run in other processes. */
  public Broadcast<SerializableConfiguration> hadoopForTasks() {
    return spark
        .sparkContext()
        .broadcast(
            new SerializableConfiguration(hadoop()),
            ClassTag$.MODULE$.apply(SerializableConfiguration.class));
  }

  @Override
  public String toString() {
    return location();
  }
}
