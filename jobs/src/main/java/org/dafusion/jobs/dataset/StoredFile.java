package org.dafusion.jobs.dataset;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A file on any file system that Hadoop knows. */
public final class StoredFile {
  private StoredFile() {}

  /** The whole content of the file at a path or URL. */
  public static byte[] read(String uri, Configuration hadoop) throws IOException {
    Path path = new Path(uri);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return in.readAllBytes();
    }
  }
}
