package org.dafusion.jobs.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dafusion.classifier.LinearHead;
import org.dafusion.classifier.TrialResult;
import org.dafusion.huggingface.TensorData;
import org.dafusion.jobs.dataset.StoredFile;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;

/**
 * The trained heads, {@code <workspace>/heads/RUN-best.safetensors} and {@code RUN-last…}, and
 * {@code RUN-selected…} where an epoch was chosen; each with what training moved in the backbone.
 */
record HeadFile(Path folder, Configuration hadoop) {
  /** Those of a workspace. */
  static HeadFile in(Workspace place) {
    return new HeadFile(folder(place), place.hadoop());
  }

  /** Where those of a workspace lie. */
  static Path folder(Workspace place) {
    return place.path("heads");
  }

  /**
   * A head, and what training moved in the backbone before it.
   *
   * @param backbone empty where it stayed as it was
   */
  record SavedHead(LinearHead head, List<TensorData> backbone) {}

  void save(String run, TrialResult result) {
    save(run + "-best", result.bestHead(), result.bestBackbone());
    save(run + "-last", result.lastHead(), result.lastBackbone());
    if (result.selected().epoch() < result.last().epoch()) {
      save(run + "-selected", result.selectedHead(), result.selectedBackbone());
    }
  }

  /** What a run left at a moment, by its word; none where it is not there. */
  Optional<SavedHead> load(String run, String moment) {
    Path file = file(run + "-" + moment);
    try {
      FileSystem files = file.getFileSystem(hadoop);
      if (!files.exists(file)) {
        return Optional.empty();
      }
      java.nio.file.Path local = Files.createTempFile("dafusion-head", ".safetensors");
      try {
        Files.write(local, StoredFile.read(file.toString(), hadoop));
        return Optional.of(new SavedHead(LinearHead.load(local), LinearHead.loadBackbone(local)));
      } finally {
        Files.deleteIfExists(local);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + " because " + e.getMessage(), e);
    }
  }

  /** Where the head of a name lies. */
  Path file(String name) {
    return new Path(folder, name + ".safetensors");
  }

  private void save(String name, LinearHead head, List<TensorData> backbone) {
    Path target = file(name);
    try {
      java.nio.file.Path local = Files.createTempFile("dafusion-head", ".safetensors");
      try {
        head.save(local, backbone);
        WholeFile.store(target, local, hadoop);
      } finally {
        Files.deleteIfExists(local);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot save " + target + " because " + e.getMessage(), e);
    }
  }
}
