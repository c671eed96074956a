package org.dafusion.jobs.pretrain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.jobs.dataset.StoredFile;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.report.LossChart;

/**
 * {@code <workspace>/pretrained/<part>-<run>}: how a training went, for people. {@code losses.csv}
 * holds the {@link LossHistory}, {@code losses.svg} draws it, and {@code preview-STEP.png} is what
 * the weights could do at a step.
 */
final class PretrainedFolder {
  /** The folder of all runs, in the workspace. */
  static final String NAME = "pretrained";

  private static final String LOSSES = "losses.csv";
  private static final String CHART = "losses.svg";
  private static final String LOSS = "loss";

  /** Points of a curve; where there are more losses, a point is the mean of several. */
  private static final int POINTS = 200;

  private final Path folder;
  private final Configuration hadoop;

  PretrainedFolder(Workspace place, PretrainRun run) {
    String name = run.part().word() + "-" + run.id();
    this.folder = new Path(place.path(NAME), name);
    this.hadoop = place.hadoop();
  }

  Path path() {
    return folder;
  }

  /** The text of the history that was kept last; empty if there is none. */
  Optional<String> losses() {
    Path file = new Path(folder, LOSSES);
    try {
      if (!file.getFileSystem(hadoop).exists(file)) {
        return Optional.empty();
      }
      byte[] bytes = StoredFile.read(file.toString(), hadoop);
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + " because " + e.getMessage(), e);
    }
  }

  void keep(LossHistory history) {
    write(LOSSES, history.text().getBytes(StandardCharsets.UTF_8));
  }

  /** Draws the history; measures that it does not have are left out. */
  void draw(LossHistory history) {
    List<LossChart.Curve> curves = new ArrayList<>();
    for (String kind : List.of(LossHistory.TRAIN, LossHistory.VALIDATION)) {
      LossChart.Curve curve = history.curve(kind + LOSS, POINTS);
      if (!curve.steps().isEmpty()) {
        curves.add(curve);
      }
    }
    if (!curves.isEmpty()) {
      write(CHART, LossChart.svg(curves).getBytes(StandardCharsets.UTF_8));
    }
  }

  void keep(long step, Image preview) {
    write(String.format(Locale.ROOT, "preview-%07d.png", step), ImageEncoder.png(preview));
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
