package org.dafusion.jobs.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dafusion.classifier.LinearHead;
import org.dafusion.classifier.TrialResult;
import org.dafusion.jobs.table.WholeFile;
import org.dafusion.jobs.table.Workspace;

/** The trained heads, {@code <workspace>/heads/RUN-best.safetensors} and {@code RUN-last…}. */
record HeadFile(Workspace place, Configuration hadoop) {
  void save(String run, TrialResult result) {
    save(run + "-best", result.bestHead());
    save(run + "-last", result.lastHead());
  }

  private void save(String name, LinearHead head) {
    Path target = new Path(place.path("heads"), name + ".safetensors");
    try {
      java.nio.file.Path local = Files.createTempFile("dafusion-head", ".safetensors");
      try {
        head.save(local);
        WholeFile.store(target, local, hadoop);
      } finally {
        Files.deleteIfExists(local);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot save " + target + " because " + e.getMessage(), e);
    }
  }
}
