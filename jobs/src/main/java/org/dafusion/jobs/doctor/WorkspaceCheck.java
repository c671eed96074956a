package org.dafusion.jobs.doctor;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.dafusion.jobs.table.Workspace;

/**
 * What a job does in its workspace: write a file, rename it, read it, delete it. A workspace that
 * was not there is not there afterwards either.
 */
record WorkspaceCheck(SparkSession spark, String location) implements Check {
  private static final int CONTENT = 42;
  private static final String RENAMED = ".renamed";

  @Override
  public String name() {
    return "workspace";
  }

  @Override
  public Finding make() {
    Workspace workspace = Workspace.at(spark, location);
    Path root = new Path(workspace.location());
    Path written = workspace.path(".doctor-" + UUID.randomUUID());
    String step = "open";
    try {
      FileSystem files = root.getFileSystem(workspace.hadoop());
      Path made = firstAbsent(files, root);
      try {
        step = "write in";
        try (FSDataOutputStream out = files.create(written, false)) {
          out.write(CONTENT);
        }
        step = "rename in";
        Path renamed = written.suffix(RENAMED);
        if (!files.rename(written, renamed)) {
          throw new IOException("the file system says no");
        }
        step = "read in";
        try (FSDataInputStream in = files.open(renamed)) {
          if (in.read() != CONTENT) {
            throw new IOException("a file holds something else than was written");
          }
        }
        step = "delete in";
        if (!files.delete(renamed, false)) {
          throw new IOException("the file system says no");
        }
      } finally {
        tidy(files, root, written, made);
      }
      return Finding.ok(location + " can be written, renamed in, read and deleted from");
    } catch (IOException e) {
      return Finding.failed(
          new UnusableClusterException(
              "Cannot %s the workspace %s because %s".formatted(step, location, e.getMessage()), e),
          "give the user of the job the rights to do so, or set another workspace");
    }
  }

  /** The uppermost folder that has to be made; null where the workspace is there. */
  private static Path firstAbsent(FileSystem files, Path root) throws IOException {
    Path absent = null;
    for (Path at = root; at != null && !files.exists(at); at = at.getParent()) {
      absent = at;
    }
    return absent;
  }

  /** Deletes its own files, and of the folders those that hold nothing of anybody else's. */
  private static void tidy(FileSystem files, Path root, Path written, Path made) {
    try {
      files.delete(written, false);
      files.delete(written.suffix(RENAMED), false);
      Path at = made == null ? null : root;
      while (at != null && files.delete(at, false)) {
        at = at.equals(made) ? null : at.getParent();
      }
    } catch (IOException e) {
      // what failed before is what there is to tell
    }
  }
}
