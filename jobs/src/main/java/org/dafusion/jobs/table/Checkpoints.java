package org.dafusion.jobs.table;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.SafetensorsReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code <workspace>/checkpoints/<run>}: how far long work has come that no row tells of yet. One
 * safetensors file for each piece of work, which executors replace as a whole; so whoever goes on
 * finds the latest state that was complete. One that cannot be read costs time and nothing else:
 * its work begins anew.
 */
public final class Checkpoints implements Serializable {
  private static final long serialVersionUID = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private final String folder;

  private Checkpoints(String folder) {
    this.folder = folder;
  }

  /** Those of one run. */
  public static Checkpoints in(Workspace workspace, String run) {
    return new Checkpoints(workspace.path("checkpoints/" + run).toString());
  }

  /**
   * Copies the state of a piece of work to a local file.
   *
   * @return whether there is any; of one that is damaged the log tells
   */
  public boolean fetch(String id, java.nio.file.Path local, Configuration hadoop) {
    Path stored = path(id);
    try {
      FileSystem files = stored.getFileSystem(hadoop);
      if (!files.exists(stored)) {
        return false;
      }
      files.copyToLocalFile(false, stored, new Path(local.toUri()), true);
      SafetensorsReader.open(local).close();
      return true;
    } catch (ChecksumException | ModelArtefactException e) {
      LOG.warn("Cannot go on from {}, so its work begins anew, because {}", stored, e.getMessage());
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + stored + " because " + e.getMessage(), e);
    }
  }

  /** Keeps the state of a piece of work in place of what was there. */
  public void store(String id, java.nio.file.Path local, Configuration hadoop) {
    Path stored = path(id);
    try {
      WholeFile.store(stored, local, hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + stored + " because " + e.getMessage(), e);
    }
  }

  /** Forgets the state of a piece of work, once its row tells of it. */
  public void delete(String id, Configuration hadoop) {
    Path stored = path(id);
    try {
      FileSystem files = stored.getFileSystem(hadoop);
      files.delete(stored, false);
      // what killed processes have left holds nobody's work
      if (files.exists(stored.getParent())
          && Stream.of(files.listStatus(stored.getParent()))
              .allMatch(left -> left.getPath().getName().startsWith(WholeFile.FRESH))) {
        files.delete(stored.getParent(), true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + stored + " because " + e.getMessage(), e);
    }
  }

  /** Forgets all of them, once rows tell of the work. */
  public void delete(Configuration hadoop) {
    Path all = new Path(folder);
    try {
      all.getFileSystem(hadoop).delete(all, true);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + all + " because " + e.getMessage(), e);
    }
  }

  /** Ids hold whatever class and file names hold; a digest is a name on any file system. */
  private Path path(String id) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return new Path(folder, HexFormat.of().formatHex(digest).substring(0, 32) + ".safetensors");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java", e);
    }
  }
}
