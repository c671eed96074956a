package org.dafusion.jobs.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.dafusion.data.InvalidDatasetException;

/**
 * A dataset's folder and the names below it.
 *
 * @param root absolute
 * @param paths of all files and folders below it, relative to it; those of folders end in a slash,
 *     so that one without any file is seen too
 */
record DatasetFolder(Path root, List<String> paths) {
  /**
   * Lists a folder on any file system that Hadoop knows.
   *
   * @param expected what the folder must hold, for the error
   * @throws InvalidDatasetException if there is no such folder
   */
  static DatasetFolder list(String location, String expected, Configuration hadoop) {
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(hadoop);
      Path root = files.makeQualified(path);
      if (!files.exists(root) || !files.getFileStatus(root).isDirectory()) {
        throw new InvalidDatasetException(
            "Cannot read the dataset %s because there is no such folder: dataset.path must be one with %s"
                .formatted(root, expected));
      }
      List<String> paths = new ArrayList<>();
      list(files, root, "", paths);
      return new DatasetFolder(root, paths);
    } catch (UnsupportedFileSystemException e) {
      throw new InvalidDatasetException(
          "Cannot list the dataset " + location + " because " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot list the dataset " + location + " because " + e.getMessage(), e);
    }
  }

  private static void list(FileSystem files, Path folder, String prefix, List<String> paths)
      throws IOException {
    for (FileStatus status : files.listStatus(folder)) {
      String path = prefix + status.getPath().getName();
      if (status.isDirectory()) {
        paths.add(path + "/");
        list(files, status.getPath(), path + "/", paths);
      } else {
        paths.add(path);
      }
    }
  }

  /** The content of a file below the root. */
  byte[] read(String path, Configuration hadoop) {
    try {
      return StoredFile.read(uri(path), hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + uri(path) + " because " + e.getMessage(), e);
    }
  }

  String uri(String path) {
    return root + "/" + path;
  }

  /** The error of a dataset that is there and cannot be used. */
  InvalidDatasetException refusal(String reason) {
    return new InvalidDatasetException(
        "Cannot use the dataset %s because %s".formatted(root, reason));
  }
}
