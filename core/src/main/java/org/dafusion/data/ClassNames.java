package org.dafusion.data;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Names of classes, which are names of folders, as language. */
public final class ClassNames {
  // white space as Unicode has it, no-break spaces too
  private static final Pattern BLANKS = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  /** What {@link java.util.Scanner}, by which DJL reads a file of names, takes for a line's end. */
  public static final Pattern LINE_END = Pattern.compile("[\r\n\u0085\u2028\u2029]");

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

  /** Whether a file that has a line for each class can hold the name. */
  public static boolean isLine(String className) {
    return !className.isBlank() && !LINE_END.matcher(className).find();
  }

  /**
   * Sees to it that every class has a name, and that a line can hold it: a trained classifier names
   * its classes in a file, a line each.
   *
   * @throws InvalidDatasetException if one has not
   */
  public static void requireLines(ImageDataset dataset) {
    List<String> names = dataset.classNames();
    for (int label = 0; label < names.size(); label++) {
      String name = names.get(label);
      if (!isLine(name)) {
        throw new InvalidDatasetException(
            "Cannot use the dataset %s because the name of its class %d must be one line that is not blank, found '%s': call it otherwise in dataset.class-names"
                .formatted(dataset.name(), label, visible(name)));
      }
    }
  }

  private static String visible(String name) {
    return LINE_END
        .matcher(name)
        .replaceAll(end -> "\\\\u%04x".formatted((int) end.group().charAt(0)));
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
