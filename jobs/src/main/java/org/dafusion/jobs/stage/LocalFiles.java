package org.dafusion.jobs.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files below a folder of the local disk, by their path within it, written with slashes. */
public final class LocalFiles {
  private LocalFiles() {}

  /** All but hidden ones. */
  public static SortedMap<String, Path> in(Path folder) throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> files.put(folder.relativize(file).toString().replace('\\', '/'), file));
    }
    files.keySet().removeIf(name -> name.startsWith(".") || name.contains("/."));
    return files;
  }

  /** Deletes a folder and all that is in it. */
  public static void delete(Path folder) throws IOException {
    org.apache.hadoop.fs.FileUtil.fullyDelete(folder.toFile());
    if (Files.exists(folder)) {
      throw new IOException("Cannot delete " + folder);
    }
  }
}
