package org.dafusion.jobs.table;

import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * Files that appear under their name as a whole or not at all: by a rename, or on an object store,
 * which renames by copying but shows no object before its last byte, by writing them in place.
 */
public final class WholeFile {
  /** Begins the names of files that are not whole yet, or that a killed process has left. */
  static final String FRESH = ".fresh-";

  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "wasb", "wasbs", "oss", "cos", "cosn", "obs");

  private WholeFile() {}

  /** Whether files there are objects, which are shown whole, and renamed by copying. */
  static boolean isObjectStore(FileSystem files) {
    return OBJECT_STORES.contains(files.getUri().getScheme());
  }

  /** Copies a local file to a place, over what was there. */
  public static void store(Path place, java.nio.file.Path local, Configuration hadoop)
      throws IOException {
    write(place, true, out -> java.nio.file.Files.copy(local, out), hadoop);
  }

  /**
   * Copies a local file to a place, unless a file is there.
   *
   * @return whether it was copied
   */
  public static boolean storeNew(Path place, java.nio.file.Path local, Configuration hadoop)
      throws IOException {
    try {
      write(place, false, out -> java.nio.file.Files.copy(local, out), hadoop);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Writes a file, over what was there. */
  public static void write(Path place, byte[] content, Configuration hadoop) throws IOException {
    write(place, true, out -> out.write(content), hadoop);
  }

  private static void write(Path place, boolean overwrite, Content content, Configuration hadoop)
      throws IOException {
    FileSystem files = place.getFileSystem(hadoop);
    if (isObjectStore(files)) {
      writeInPlace(files, place, overwrite, content);
    } else {
      rename(files, place, overwrite, content, hadoop);
    }
  }

  private static void writeInPlace(FileSystem files, Path place, boolean overwrite, Content content)
      throws IOException {
    FSDataOutputStream out = files.create(place, overwrite);
    boolean whole = false;
    try {
      content.writeTo(out);
      whole = true;
    } finally {
      // to close it would show the part that was written
      if (whole) {
        out.close();
      } else if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      }
    }
  }

  private static void rename(
      FileSystem local, Path place, boolean overwrite, Content content, Configuration hadoop)
      throws IOException {
    Path fresh = new Path(place.getParent(), FRESH + UUID.randomUUID());
    FileContext files = FileContext.getFileContext(place.toUri(), hadoop);
    boolean there = false;
    try {
      try (FSDataOutputStream out =
          files.create(fresh, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
        content.writeTo(out);
      }
      if (overwrite && local instanceof LocalFileSystem checked) {
        // Hadoop renames the checksums after the file: without the former ones, which would not
        // suit it, it can be read in between, and if this process ends there
        checked.getRawFileSystem().delete(checked.getChecksumFile(place), false);
      }
      files.rename(fresh, place, overwrite ? Rename.OVERWRITE : Rename.NONE);
      there = true;
    } finally {
      if (!there) {
        local.delete(fresh, false);
      }
    }
  }

  /** What a file is to hold. */
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
