package org.dafusion.jobs.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.jobs.dataset.StoredFile;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.report.Block;
import org.dafusion.report.DataUri;
import org.dafusion.report.Picture;
import org.dafusion.report.Text;

/** {@code <workspace>/previews}: sheets of what tokens make, named by run and number of tokens. */
final class PreviewFiles {
  private static final Pattern NAME = Pattern.compile("(r\\w+)-(\\d+)\\.png");

  private final Workspace workspace;
  private final Map<String, Path> files = new HashMap<>();

  /** Those of a workspace; of a run with several, the one with the most tokens. */
  PreviewFiles(Workspace workspace) {
    this.workspace = workspace;
    Path folder = workspace.path("previews");
    try {
      FileSystem system = folder.getFileSystem(workspace.hadoop());
      if (system.exists(folder)) {
        Map<String, Integer> most = new HashMap<>();
        for (FileStatus file : system.listStatus(folder)) {
          Matcher name = NAME.matcher(file.getPath().getName());
          if (name.matches()
              && most.merge(name.group(1), Integer.valueOf(name.group(2)), Math::max)
                  == Integer.parseInt(name.group(2))) {
            files.put(name.group(1), file.getPath());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder + " because " + e.getMessage(), e);
    }
  }

  boolean has(String run) {
    return files.containsKey(run);
  }

  /**
   * The sheet of a run that has one.
   *
   * @param learnedFrom what its tokens were learned from, in words; empty where that is not known
   */
  Block block(String run, String learnedFrom) {
    Path file = files.get(run);
    try {
      byte[] png = StoredFile.read(file.toString(), workspace.hadoop());
      Image image = new ImageDecoder(Integer.MAX_VALUE / Image.CHANNELS).decode(png);
      return new Picture(
          DataUri.jpeg(image),
          "Pictures that learned tokens make from noise and from a photo",
          "What tokens%s make, a line for each: from noise, and from a photo of the class."
              .formatted(learnedFrom.isEmpty() ? "" : " of " + learnedFrom));
    } catch (UndecodableImageException e) {
      return new Text("The preview %s cannot be shown: %s.".formatted(file, e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + " because " + e.getMessage(), e);
    }
  }
}
