package org.dafusion.jobs.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.dafusion.data.DatasetFiles;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.huggingface.ArchiveFile;

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
        if (ArchiveFile.is(location)) {
          throw new InvalidDatasetException(
              "Cannot read the dataset %s because %s".formatted(root, ArchiveFile.reason()));
        }
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
      LocalFolders walk = new LocalFolders("the dataset " + root, files);
      list(place, base.isEmpty() ? "" : base + "/", paths, walk);
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
      return files.getFileStatus(below(path)).isFile();
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot look for " + uri(path) + " because " + e.getMessage(), e);
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    Path file = below(path);
    if (LocalFolders.isLocal(files)
        && Files.exists(LocalFolders.local(file))
        && !Files.isRegularFile(LocalFolders.local(file))) {
      throw new IOException("it is no file but a folder, a device or a pipe");
    }
    return LocalFolders.open(files, file);
  }

  /**
   * Where a path lies. Lists and annotations name paths too, and must not lead out of the dataset.
   */
  private Path below(String path) throws FileNotFoundException {
    if (Arrays.asList(path.split("/")).contains("..")) {
      throw new FileNotFoundException("%s leads out of %s".formatted(path, root));
    }
    // as a whole, because a name with a colon alone would be taken for a scheme
    return new Path(uri(path));
  }

  /** Not by listFiles, which starts a process for the permissions of each local file. */
  private void list(Path folder, String prefix, List<String> paths, LocalFolders walk)
      throws IOException {
    FileStatus[] statuses = files.listStatus(folder);
    walk.enter(folder);
    for (FileStatus status : statuses) {
      String path = prefix + status.getPath().getName();
      if (status.isDirectory()) {
        paths.add(path + "/");
        list(status.getPath(), path + "/", paths, walk);
      } else {
        paths.add(path);
      }
    }
    walk.leave();
  }

  private static UncheckedIOException cannotList(String location, IOException cause) {
    return new UncheckedIOException(
        "Cannot list the dataset " + location + " because " + cause.getMessage(), cause);
  }
}
