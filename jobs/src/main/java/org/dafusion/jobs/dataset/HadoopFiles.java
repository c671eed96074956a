package org.dafusion.jobs.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.dafusion.data.DatasetFiles;
import org.dafusion.data.InvalidDatasetException;

/** A dataset's folder on any file system that Hadoop knows. Lives on the driver. */
final class HadoopFiles implements DatasetFiles {
  private final FileSystem files;
  private final Path root;

  private HadoopFiles(FileSystem files, Path root) {
    this.files = files;
    this.root = root;
  }

  /**
   * Opens a folder.
   *
   * @param location path or URL; a relative path is relative to the driver's current folder
   * @param expected what the folder must hold, for the error
   * @throws InvalidDatasetException if there is no such folder
   */
  static HadoopFiles at(String location, String expected, Configuration hadoop) {
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(hadoop);
      Path root = files.makeQualified(path);
      if (!files.exists(root) || !files.getFileStatus(root).isDirectory()) {
        throw new InvalidDatasetException(
            "Cannot read the dataset %s because there is no such folder: dataset.path must be one with %s"
                .formatted(root, expected));
      }
      return new HadoopFiles(files, root);
    } catch (UnsupportedFileSystemException e) {
      throw new InvalidDatasetException(
          "Cannot list the dataset " + location + " because " + e.getMessage());
    } catch (IOException e) {
      throw cannotList(location, e);
    }
  }

  @Override
  public String root() {
    return root.toString();
  }

  @Override
  public List<String> list(String folder) {
    return walk(folder).stream().filter(path -> !path.endsWith("/")).toList();
  }

  /**
   * Paths of all files and folders below the root; those of folders end in a slash, so that one
   * without any file is seen too.
   */
  List<String> listWithFolders() {
    return walk("");
  }

  /** Of a folder that is not there nothing is below. */
  private List<String> walk(String folder) {
    String base = folder.replaceFirst("/+$", "");
    Path place = base.isEmpty() ? root : new Path(root, base);
    List<String> paths = new ArrayList<>();
    try {
      list(place, base.isEmpty() ? "" : base + "/", paths);
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw cannotList(place.toString(), e);
    }
    Collections.sort(paths);
    return List.copyOf(paths);
  }

  @Override
  public boolean exists(String path) {
    try {
      return files.getFileStatus(new Path(root, path)).isFile();
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot look for " + uri(path) + " because " + e.getMessage(), e);
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    return files.open(new Path(root, path));
  }

  /** Not by listFiles, which starts a process for the permissions of each local file. */
  private void list(Path folder, String prefix, List<String> paths) throws IOException {
    for (FileStatus status : files.listStatus(folder)) {
      String path = prefix + status.getPath().getName();
      if (status.isDirectory()) {
        paths.add(path + "/");
        list(status.getPath(), path + "/", paths);
      } else {
        paths.add(path);
      }
    }
  }

  private static UncheckedIOException cannotList(String location, IOException cause) {
    return new UncheckedIOException(
        "Cannot list the dataset " + location + " because " + cause.getMessage(), cause);
  }
}
