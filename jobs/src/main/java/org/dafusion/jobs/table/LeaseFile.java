package org.dafusion.jobs.table;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that only one process can create. On a local disk and on HDFS that is what the file system
 * promises. An object store checks and then writes, so two may both believe it: whoever creates one
 * there waits for a moment and looks whose it is.
 */
final class LeaseFile {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseFile.class);

  /** From one writer's check to the end of its request, with room. */
  private static final long SETTLED_MILLIS = 3000;

  private static final String HDFS = "hdfs";

  private final Path path;
  private final FileSystem files;

  LeaseFile(Path path, Configuration hadoop) {
    this.path = path;
    try {
      this.files = path.getFileSystem(hadoop);
    } catch (IOException e) {
      throw failed("open", e);
    }
  }

  /**
   * Creates it unless it is there.
   *
   * @param contested whether another may be about to do so after deleting this one
   */
  boolean create(LeaseOwner owner, boolean contested) {
    byte[] text = owner.text().getBytes(StandardCharsets.UTF_8);
    try {
      if (files instanceof LocalFileSystem) {
        createLocal(text);
      } else {
        try (OutputStream out = files.create(path, false)) {
          out.write(text);
        }
      }
    } catch (FileAlreadyExistsException
        | java.nio.file.FileAlreadyExistsException
        | NoSuchFileException e) {
      // it is there, or whoever had it has just taken the folder away
      return false;
    } catch (IOException e) {
      if (isThere()) {
        return false;
      }
      throw failed("create", e);
    }
    if (contested || WholeFile.isObjectStore(files)) {
      try {
        sleep(SETTLED_MILLIS);
      } catch (IllegalStateException e) {
        if (isOf(owner)) {
          delete();
        }
        throw e;
      }
      return isOf(owner);
    }
    return true;
  }

  /** Hadoop's local file system looks first and creates then; Java's does both at once. */
  private void createLocal(byte[] text) throws IOException {
    File local = new File(path.toUri().getPath());
    Files.createDirectories(local.toPath().getParent());
    OutputStream out =
        Files.newOutputStream(
            local.toPath(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    boolean whole = false;
    try {
      out.write(text);
      whole = true;
    } finally {
      out.close();
      if (!whole) {
        // a full disk: an empty lease would keep others waiting
        Files.deleteIfExists(local.toPath());
      }
    }
  }

  /** Whose it is; null where it is not there, or not readable at the moment. */
  LeaseOwner owner() {
    try (InputStream in = files.open(path)) {
      return LeaseOwner.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return null;
    }
  }

  boolean isOf(LeaseOwner owner) {
    return owner.equals(owner());
  }

  private boolean isThere() {
    try {
      return files.exists(path);
    } catch (IOException e) {
      return false;
    }
  }

  /** What changes with every {@link #touch}; 0 where it is not there. */
  long touched() {
    try {
      return files.getFileStatus(path).getModificationTime();
    } catch (FileNotFoundException e) {
      return 0;
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  /** Shows that its owner lives; takes no room on a disk that is full. */
  void touch(LeaseOwner owner) throws IOException {
    if (!(files instanceof LocalFileSystem) && !HDFS.equals(files.getScheme())) {
      // times cannot be set everywhere, and where they cannot nothing tells
      try (OutputStream out = files.create(path, true)) {
        out.write(owner.text().getBytes(StandardCharsets.UTF_8));
      }
    } else {
      files.setTimes(path, System.currentTimeMillis(), -1);
    }
  }

  void delete() {
    try {
      files.delete(path, false);
    } catch (IOException e) {
      throw failed("delete", e);
    }
  }

  /** Takes the folder away where it holds nothing; an object store has no folders. */
  void deleteEmptyFolder() {
    try {
      if (files instanceof LocalFileSystem) {
        // Hadoop's looks and then deletes whatever has come in between
        Files.deleteIfExists(java.nio.file.Path.of(path.getParent().toUri().getPath()));
      } else if (!WholeFile.isObjectStore(files)
          && files.listStatus(path.getParent()).length == 0) {
        files.delete(path.getParent(), false);
      }
    } catch (IOException e) {
      // another process has begun to use it
      LOG.debug("{} stays because {}", path.getParent(), e.getMessage());
    }
  }

  private UncheckedIOException failed(String what, IOException e) {
    return new UncheckedIOException(
        "Cannot %s %s, by which a command keeps others from writing to the table, because %s"
            .formatted(what, path, e.getMessage()),
        e);
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a table", e);
    }
  }
}
