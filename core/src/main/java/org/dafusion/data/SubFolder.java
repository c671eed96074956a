package org.dafusion.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * One folder of a dataset's files as a root of its own, so that paths, which are ids of images, do
 * not tell how deep in an archive the dataset lay.
 *
 * @param files all of them
 * @param folder below their root, without a slash at its end
 */
record SubFolder(DatasetFiles files, String folder) implements DatasetFiles {
  /**
   * The files below a folder.
   *
   * @param folder empty for the root itself
   */
  static DatasetFiles of(DatasetFiles files, String folder) {
    return folder.isEmpty() ? files : new SubFolder(files, folder);
  }

  static String join(String folder, String path) {
    return folder.isEmpty() || path.isEmpty() ? folder + path : folder + "/" + path;
  }

  @Override
  public String root() {
    return files.uri(folder);
  }

  @Override
  public List<String> list(String below) {
    return files.list(join(folder, below)).stream()
        .map(path -> path.substring(folder.length() + 1))
        .toList();
  }

  @Override
  public boolean exists(String path) {
    return files.exists(join(folder, path));
  }

  @Override
  public InputStream open(String path) throws IOException {
    return files.open(join(folder, path));
  }
}
