package org.dafusion.data;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Names of classes, which are names of folders, as language. */
public final class ClassNames {
  private ClassNames() {}

  /**
   * A class as a prompt names it. Folder names often write blanks as underscores; the tokenizer
   * reads language. Whatever learns, erases or draws a class by its name spells it so, and so means
   * the same text.
   */
  public static String spelledOut(String className) {
    return className.replace('_', ' ').strip();
  }

  /** A class as the tokenizer reads it, which knows no capitals. */
  static String asRead(String className) {
    return spelledOut(className).toLowerCase(Locale.ROOT);
  }

  /**
   * Sees to it that no two classes of a dataset are read alike: they would share prompts and
   * tokens.
   *
   * @throws InvalidDatasetException if two are
   */
  public static void requireDistinct(ImageDataset dataset) {
    Map<String, String> owners = new HashMap<>();
    for (String name : dataset.classNames()) {
      String other = owners.putIfAbsent(asRead(name), name);
      if (other != null) {
        throw new InvalidDatasetException(
            "Cannot use the dataset %s because its classes '%s' and '%s' are read alike, and would share prompts and tokens: call one of them otherwise in dataset.class-names"
                .formatted(dataset.name(), other, name));
      }
    }
  }
}
