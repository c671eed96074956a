package org.dafusion.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Names of classes that a dataset's own files do not hold, as the reference code has them, in label
 * order. They are kept as documented; two of Flowers102 end in a blank.
 */
final class PublishedClasses {
  private PublishedClasses() {}

  /** Those of a dataset by its name. */
  static List<String> of(String dataset) {
    try (InputStream in = PublishedClasses.class.getResourceAsStream(dataset + ".txt")) {
      if (in == null) {
        throw new IllegalStateException("No list of classes comes with " + dataset);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The list of classes comes in the same jar", e);
    }
  }
}
