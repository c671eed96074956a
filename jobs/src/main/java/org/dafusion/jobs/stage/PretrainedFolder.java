package org.dafusion.jobs.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.dataset.StoredFile;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.report.LossCurve;

/**
 * {@code <workspace>/pretrained/<part>-<run>}: how a training went, for people. {@code losses.csv}
 * holds the {@link LossHistory}, {@code losses.png} draws it, and {@code preview-STEP.png} is what
 * the weights could do at a step.
 */
final class PretrainedFolder {
  /** The folder of all runs, in the workspace. */
  static final String NAME = "pretrained";

  private static final String LOSSES = "losses.csv";
  private static final String LOSS = "loss";

  private final Path folder;
  private final Configuration hadoop;
  private final String title;

  PretrainedFolder(Workspace place, PretrainRun run) {
    String name = run.part().word() + "-" + run.id();
    this.folder = new Path(place.path(NAME), name);
    this.hadoop = place.hadoop();
    this.title = "Loss of " + run.part().word();
  }

  Path path() {
    return folder;
  }

  /** The text of the history that was kept last; empty if there is none. */
  Optional<String> losses() {
    Path file = new Path(folder, LOSSES);
    try {
      FileSystem files = file.getFileSystem(hadoop);
      if (!files.exists(file)) {
        return Optional.empty();
      }
      try (InputStream in = files.open(file)) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + " because " + e.getMessage(), e);
    }
  }

  void keep(LossHistory history) {
    write(LOSSES, history.text().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Draws the history.
   *
   * @return why it cannot be drawn, on a machine without fonts; empty if it was
   */
  Optional<String> draw(LossHistory history) {
    try {
      write(
          "losses.png",
          new LossCurve(title)
              .add("training", history.measure(LossHistory.TRAIN + LOSS))
              .add("validation", history.measure(LossHistory.VALIDATION + LOSS))
              .png());
      return Optional.empty();
    } catch (InternalError | LinkageError e) {
      // AWT's text wants fontconfig and a font, which slim Java images lack; a curve is not worth
      // a training, and its numbers are in the file beside it
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  void keep(long step, Image preview) {
    write("preview-%07d.png".formatted(step), ImageEncoder.png(preview));
  }

  private void write(String name, byte[] content) {
    Path file = new Path(folder, name);
    try {
      WholeFile.write(file, content, hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + " because " + e.getMessage(), e);
    }
  }
}
