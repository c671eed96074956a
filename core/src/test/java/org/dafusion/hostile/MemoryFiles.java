package org.dafusion.hostile;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.dafusion.data.DatasetFiles;

/** A dataset's files by path, in memory. */
record MemoryFiles(Map<String, byte[]> contents) implements DatasetFiles {
  @Override
  public String root() {
    return "memory:";
  }

  @Override
  public List<String> list(String folder) {
    String start = folder.isEmpty() ? "" : folder.replaceFirst("/*$", "/");
    return contents.keySet().stream().filter(path -> path.startsWith(start)).sorted().toList();
  }

  @Override
  public boolean exists(String path) {
    return contents.containsKey(path);
  }

  @Override
  public InputStream open(String path) throws IOException {
    if (!exists(path)) {
      throw new FileNotFoundException(path);
    }
    return new ByteArrayInputStream(contents.get(path));
  }
}
