package org.dafusion.jobs.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Problem;
import org.dafusion.jobs.dataset.StoredFile;
import org.dafusion.jobs.table.WholeFile;

/**
 * The folder of an exported dataset. A file {@value #MARK} tells that it is one, of which run, and
 * whether all of it is there. A folder with other things in it is never touched.
 */
final class ExportFolder {
  static final String MARK = "export.json";
  private static final String CARD = "README.md";
  private static final String DATA = "data";
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final Path root;
  private final FileSystem files;
  private final Configuration hadoop;

  private ExportFolder(Path root, FileSystem files, Configuration hadoop) {
    this.root = root;
    this.files = files;
    this.hadoop = hadoop;
  }

  /**
   * What the mark says.
   *
   * @param run digest of all that shapes the dataset
   * @param complete whether every file is in place
   * @param splits images in each
   * @param settings that shaped it
   */
  record Mark(
      String run, boolean complete, Map<String, Long> splits, Map<String, Object> settings) {}

  /**
   * The folder at a place, which may not be there yet.
   *
   * @throws InvalidSettingsException if something else is there
   */
  static ExportFolder at(Path place, Configuration hadoop) {
    try {
      FileSystem files = place.getFileSystem(hadoop);
      Path root = files.makeQualified(place);
      if (files.exists(root)) {
        FileStatus[] there =
            files.getFileStatus(root).isDirectory()
                ? files.listStatus(root)
                : new FileStatus[] {files.getFileStatus(root)};
        boolean ours = files.exists(new Path(root, MARK));
        if (there.length > 0 && !ours) {
          throw occupied(root, there);
        }
      }
      return new ExportFolder(root, files, hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write the dataset " + place + " because " + e.getMessage(), e);
    }
  }

  private static InvalidSettingsException occupied(Path root, FileStatus[] there) {
    List<String> names =
        Arrays.stream(there).map(status -> status.getPath().getName()).sorted().limit(5).toList();
    return new InvalidSettingsException(
        List.of(
            new Problem(
                "export.path",
                "must be a new folder, or one that an export wrote, found %s with %s"
                    .formatted(root, names),
                "")));
  }

  Path root() {
    return root;
  }

  /** Whether the dataset of a run is there as a whole. */
  boolean holds(String run) {
    Mark mark = mark();
    return mark != null && mark.complete() && mark.run().equals(run);
  }

  private Mark mark() {
    Path file = new Path(root, MARK);
    try {
      String text = new String(StoredFile.read(file.toString(), hadoop), StandardCharsets.UTF_8);
      return GSON.fromJson(text, Mark.class);
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException | JsonParseException e) {
      throw new IllegalStateException("Cannot read " + file + " because " + e.getMessage(), e);
    }
  }

  /** Makes room: marks the folder as incomplete, and deletes the files of an earlier export. */
  void begin(String run, Map<String, Object> settings) throws IOException {
    write(new Mark(run, false, Map.of(), settings));
    files.delete(new Path(root, CARD), false);
    files.delete(new Path(root, DATA), true);
  }

  /** Adds the card, and marks the folder as complete. */
  void finish(Mark mark, String card) throws IOException {
    WholeFile.write(new Path(root, CARD), card.getBytes(StandardCharsets.UTF_8), hadoop);
    write(mark);
  }

  private void write(Mark mark) throws IOException {
    byte[] text = (GSON.toJson(mark) + "\n").getBytes(StandardCharsets.UTF_8);
    WholeFile.write(new Path(root, MARK), text, hadoop);
  }
}
