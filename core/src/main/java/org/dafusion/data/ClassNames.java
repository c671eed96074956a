package org.dafusion.data;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Names of classes, which are names of folders, as language. */
public final class ClassNames {
  // white space as Unicode has it, no-break spaces too
  private static final Pattern BLANKS = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  private ClassNames() {}

  /**
   * A class as a prompt names it. Folder names often write blanks as underscores; the tokenizer
   * reads language. Whatever learns, erases or draws a class by its name spells it so, and so means
   * the same text.
   */
  public static String spelledOut(String className) {
    return className.replace('_', ' ').strip();
  }

  /**
   * A class as CLIP's tokenizer reads it: one spelling of letters with accents (NFC), single
   * blanks, no capitals.
   */
  static String asRead(String className) {
    String composed = Normalizer.normalize(spelledOut(className), Normalizer.Form.NFC);
    return BLANKS.matcher(composed).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
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
