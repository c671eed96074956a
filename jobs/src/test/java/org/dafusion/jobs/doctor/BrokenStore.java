package org.dafusion.jobs.doctor;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * A file system {@code broken:} on the local disk, which does not do one thing: what its settings
 * name.
 */
public final class BrokenStore extends RawLocalFileSystem {
  static final String SCHEME = "broken";
  static final String LOOK = "look";
  static final String WRITE = "write";
  static final String RENAME = "rename";
  static final String DELETE = "delete";

  private static final String WHAT = "dafusion.test.broken";
  private static final URI NAME = URI.create(SCHEME + ":///");

  private static IOException answer = new IOException("broken");

  /**
   * Settings by which Hadoop finds it.
   *
   * @param what it does not do
   * @param error what it says
   */
  static void in(Configuration hadoop, String what, IOException error) {
    hadoop.set("fs." + SCHEME + ".impl", BrokenStore.class.getName());
    hadoop.setBoolean("fs." + SCHEME + ".impl.disable.cache", true);
    hadoop.set(WHAT, what);
    answer = error;
  }

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public boolean exists(Path path) throws IOException {
    refuse(LOOK);
    return super.exists(path);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    refuse(LOOK);
    return super.getFileStatus(path);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    refuse(WRITE);
    return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    refuse(RENAME);
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    refuse(DELETE);
    return super.delete(path, recursive);
  }

  private void refuse(String step) throws IOException {
    if (step.equals(getConf().get(WHAT))) {
      throw answer;
    }
  }
}
