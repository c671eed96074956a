package org.dafusion.jobs.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dafusion.data.DrawnImages;
import org.dafusion.jobs.table.Workspace;

/** Images that the job draws itself, to try the pipeline without a dataset. */
final class DrawnFolder {
  /** In place of a path. */
  static final String WORD = "drawn";

  private static final DrawnImages DRAWING = new DrawnImages(8, 8, 64, 0);

  private DrawnFolder() {}

  /** The image folder inside a workspace; drawn if it is not there yet. */
  static String in(Workspace workspace) {
    Path target = workspace.path(WORD);
    try {
      FileSystem files = target.getFileSystem(workspace.hadoop());
      if (!files.exists(target)) {
        java.nio.file.Path local = Files.createTempDirectory("dafusion-drawn");
        DRAWING.write(local);
        // under its name only when it is complete
        Path partial = workspace.path(WORD + ".partial");
        files.delete(partial, true);
        files.copyFromLocalFile(true, true, new Path(local.toUri()), partial);
        if (!files.rename(partial, target)) {
          throw new IOException("%s cannot be renamed to it".formatted(partial));
        }
      }
      return target.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot draw " + target + " because " + e.getMessage(), e);
    }
  }
}
