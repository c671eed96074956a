package org.dafusion.jobs.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dafusion.image.UndecodableImageException;

/** A file on any file system that Hadoop knows. */
public final class StoredFile {
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private StoredFile() {}

  /** The whole content of the file at a path or URL. */
  public static byte[] read(String uri, Configuration hadoop) throws IOException {
    Path path = new Path(uri);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return in.readAllBytes();
    }
  }

  /**
   * The content of an image or a mask that comes from anywhere.
   *
   * @param most bytes that it may have
   * @throws UndecodableImageException if it has more, or is no file: to open a pipe is to wait for
   *     whoever writes to it, and a device never ends
   */
  public static byte[] readImage(String uri, long most, Configuration hadoop)
      throws IOException, UndecodableImageException {
    Path path = new Path(uri);
    FileSystem files = path.getFileSystem(hadoop);
    if (LocalFolders.isLocal(files)) {
      java.nio.file.Path local = LocalFolders.local(path);
      if (Files.exists(local) && !Files.isRegularFile(local)) {
        throw new UndecodableImageException("it is no file but a folder, a device or a pipe");
      }
    }
    try (InputStream in = LocalFolders.open(files, path)) {
      return checked(in.readNBytes((int) Math.min(most + 1, LONGEST_ARRAY)), most);
    }
  }

  /** Bytes that are not more than an image may have. */
  static byte[] checked(byte[] image, long most) throws UndecodableImageException {
    if (image.length > most) {
      throw new UndecodableImageException(
          "it has more than %d bytes, which is all that limits.megabytes allows".formatted(most));
    }
    return image;
  }
}
