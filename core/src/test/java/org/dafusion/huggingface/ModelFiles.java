package org.dafusion.huggingface;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Files of a model folder, small enough to see through. */
final class ModelFiles {
  private ModelFiles() {}

  /** A safetensors file with one scalar of each name, all with the same value. */
  static Path weights(Path file, float value, String... names) throws IOException {
    Files.createDirectories(file.getParent());
    SafetensorsWriter.write(
        file,
        Arrays.stream(names).map(name -> TensorData.of(name, new float[] {value})).toList(),
        Map.of("format", "pt"));
    return file;
  }

  static Path text(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }
}
