package org.dafusion.augment;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Problem;

/**
 * Finds class names in what the model is told: the paper's data-centric defence against leakage
 * (section 6.1) holds only while no input names a class.
 *
 * <p>Texts are compared word by word without regard to case or to how accents are encoded; a plural
 * counts as its singular. A class is named by its whole name, with blanks or without, and by any
 * word of it, short ones such as the "tv" of "tv_monitor" too, but for articles, conjunctions and
 * prepositions.
 */
public final class ClassNameCheck {
  /** Words that tell nothing, in a name as in a text. */
  private static final Set<String> COMMON =
      Set.of(
          "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "near",
          "no", "nor", "not", "of", "off", "on", "onto", "or", "over", "per", "the", "to", "under",
          "with", "without");

  private final List<String> classNames;

  /**
   * A check for some classes.
   *
   * @param classNames as the dataset spells them, with blanks, underscores or the like
   */
  public ClassNameCheck(List<String> classNames) {
    this.classNames = List.copyOf(classNames);
  }

  /**
   * Judges texts.
   *
   * @throws InvalidSettingsException naming each place where a class is named, with the first such
   *     text, the word and the class
   */
  public void require(List<Text> texts) {
    Map<String, Problem> problems = new LinkedHashMap<>();
    for (Text text : texts) {
      find(text).ifPresent(problem -> problems.putIfAbsent(text.where(), problem));
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(List.copyOf(problems.values()));
    }
  }

  private Optional<Problem> find(Text text) {
    List<String> words = words(text.text());
    return classNames.stream()
        .flatMap(name -> named(words, name).stream().map(word -> problem(text, word, name)))
        .findFirst();
  }

  /** The word, or the words, by which a text names a class. */
  private static Optional<String> named(List<String> words, String className) {
    List<String> name = words(className);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    for (int at = 0; at + name.size() <= words.size(); at++) {
      List<String> part = words.subList(at, at + name.size());
      if (same(String.join(" ", part), String.join(" ", name))) {
        return Optional.of(String.join(" ", part));
      }
    }
    String joined = String.join("", name);
    return words.stream()
        .filter(word -> same(word, joined) || name.stream().anyMatch(n -> tells(n, word)))
        .findFirst();
  }

  private static boolean tells(String ofName, String word) {
    return !COMMON.contains(ofName) && !COMMON.contains(word) && same(ofName, word);
  }

  private static boolean same(String one, String other) {
    return one.equals(other) || isPlural(one, other) || isPlural(other, one);
  }

  private static boolean isPlural(String plural, String singular) {
    return plural.equals(singular + "s") || plural.equals(singular + "es");
  }

  private static List<String> words(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    // marks too: not every letter with an accent has a character of its own
    return Arrays.stream(composed.split("[^\\p{L}\\p{M}\\p{N}]+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static Problem problem(Text text, String word, String className) {
    return new Problem(
        text.where(),
        "must not name a class (leakage.class-names = refused), found '%s', where '%s' is of the class %s"
            .formatted(text.text(), word, className),
        "");
  }

  /**
   * A text that the model may be told.
   *
   * @param where the setting that it comes from, such as {@code augment.method.plain.prompt}
   */
  public record Text(String where, String text) {}
}
