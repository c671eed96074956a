package org.dafusion.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a folder on disk, which a test fills. */
record FolderFiles(Path folder) implements DatasetFiles {
  @Override
  public String root() {
    return folder.toString();
  }

  @Override
  public List<String> list(String below) {
    Path start = folder.resolve(below);
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(start)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> folder.relativize(path).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean exists(String path) {
    return Files.isRegularFile(folder.resolve(path));
  }

  @Override
  public InputStream open(String path) throws IOException {
    return Files.newInputStream(folder.resolve(path));
  }

  FolderFiles write(String path, String content) throws IOException {
    return write(path, content.getBytes(StandardCharsets.UTF_8));
  }

  FolderFiles write(String path, byte[] content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return this;
  }
}
