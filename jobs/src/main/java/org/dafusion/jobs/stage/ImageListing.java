package org.dafusion.jobs.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.dafusion.data.Captions;
import org.dafusion.data.DrawnImages;
import org.dafusion.data.ImageDataset;
import org.dafusion.data.ImageFolder;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.jobs.table.Workspace;

/** Lists a dataset's folder on any file system that Hadoop knows. */
final class ImageListing {
  /**
   * In place of a path: images that the job draws itself, to try the pipeline without a dataset.
   */
  static final String DRAWN = "drawn";

  private static final DrawnImages DRAWING = new DrawnImages(8, 8, 64, 0);

  private ImageListing() {}

  /**
   * The dataset that settings name.
   *
   * @param splitSeed seed of the split of a flat folder
   * @throws InvalidDatasetException telling what was expected and found
   */
  static ImageDataset of(
      DatasetSettings settings, long splitSeed, Workspace workspace, Configuration hadoop) {
    try {
      Path root =
          settings.path().equals(DRAWN) ? draw(workspace, hadoop) : new Path(settings.path());
      FileSystem files = root.getFileSystem(hadoop);
      root = files.makeQualified(root);
      if (!files.exists(root) || !files.getFileStatus(root).isDirectory()) {
        throw new InvalidDatasetException(
            "Cannot read the dataset %s because there is no such folder: dataset.path must be one with train/<class>/ and validation/<class>/, or with <class>/"
                .formatted(root));
      }
      List<String> paths = new ArrayList<>();
      list(files, root, "", paths);
      Map<String, byte[]> captions = new TreeMap<>();
      for (String path : Captions.filesIn(paths)) {
        captions.put(path, StoredFile.read(root + "/" + path, hadoop));
      }
      return ImageFolder.of(root.toString(), paths, settings.validationFraction(), splitSeed)
          .captioned(captions);
    } catch (UnsupportedFileSystemException e) {
      throw new InvalidDatasetException(
          "Cannot list the dataset " + settings.path() + " because " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot list the dataset " + settings.path() + " because " + e.getMessage(), e);
    }
  }

  /** Folders end in a slash, so that one without any file is seen too. */
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

  private static Path draw(Workspace workspace, Configuration hadoop) throws IOException {
    Path target = workspace.path(DRAWN);
    FileSystem files = target.getFileSystem(hadoop);
    if (!files.exists(target)) {
      java.nio.file.Path local = Files.createTempDirectory("dafusion-drawn");
      DRAWING.write(local);
      // under its name only when it is complete
      Path partial = workspace.path(DRAWN + ".partial");
      files.delete(partial, true);
      files.copyFromLocalFile(true, true, new Path(local.toUri()), partial);
      files.rename(partial, target);
    }
    return target;
  }
}
