package org.dafusion.jobs.table;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * {@code <workspace>/checkpoints/<run>}: how far long work has come that no row tells of yet. One
 * file for each piece of work, which executors replace as a whole, by a rename; so whoever goes on
 * finds the latest state that was complete.
 */
public final class Checkpoints implements Serializable {
  private static final long serialVersionUID = 1;

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
   * @return whether there is any
   */
  public boolean fetch(String id, java.nio.file.Path local, Configuration hadoop) {
    Path stored = path(id);
    try {
      FileSystem files = stored.getFileSystem(hadoop);
      if (!files.exists(stored)) {
        return false;
      }
      files.copyToLocalFile(false, stored, new Path(local.toUri()), true);
      return true;
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
