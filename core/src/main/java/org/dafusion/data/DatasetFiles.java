package org.dafusion.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The files below a dataset's root, wherever they are kept. Readers of datasets know their files by
 * paths below the root, parted by {@code /}. For any number of threads.
 */
public interface DatasetFiles {
  /** The root: an absolute path or URL without a slash at its end. */
  String root();

  /**
   * Paths of all files below a folder, sorted, so that nothing depends on the order in which a file
   * system lists them; none where there is no such folder.
   *
   * @param folder below the root; empty for the root itself
   */
  List<String> list(String folder);

  /** Whether there is a file of this path. */
  boolean exists(String path);

  /** The content of a file, which the caller closes. */
  InputStream open(String path) throws IOException;

  /** A file's path or URL. */
  default String uri(String path) {
    return root() + "/" + path;
  }
}
