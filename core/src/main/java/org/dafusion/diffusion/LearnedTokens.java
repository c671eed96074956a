package org.dafusion.diffusion;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Tokens that textual inversion taught (Gal et al. 2022): each a placeholder such as {@code <dog>}
 * that stands for one or more vectors in a prompt. Equal only to itself, because it is compared for
 * every picture.
 */
public final class LearnedTokens implements Serializable {
  private static final long serialVersionUID = 1;

  /** What a placeholder looks like: a word without blanks in angle brackets. */
  public static final Pattern PLACEHOLDER = Pattern.compile("<[^<>\\s]+>");

  /** No learned tokens. */
  public static final LearnedTokens NONE = new LearnedTokens(Map.of());

  private final TreeMap<String, List<float[]>> vectors = new TreeMap<>();

  /**
   * Learned tokens.
   *
   * @param vectors by placeholder, at least one each, as wide as the text encoder
   * @throws IllegalArgumentException if a placeholder does not look like one, or has no vectors
   */
  public LearnedTokens(Map<String, List<float[]>> vectors) {
    vectors.forEach(
        (placeholder, values) -> {
          if (!PLACEHOLDER.matcher(placeholder).matches()) {
            throw new IllegalArgumentException(
                "Invalid placeholder: must be a word without blanks in angle brackets, found "
                    + placeholder);
          }
          if (values.isEmpty()) {
            throw new IllegalArgumentException(
                "Invalid learned token " + placeholder + ": must have vectors, found none");
          }
          this.vectors.put(placeholder, List.copyOf(values));
        });
  }

  /** The placeholder for a class: its name in angle brackets, blanks made underscores. */
  public static String placeholder(String className) {
    return "<" + className.replaceAll("[\\s<>]", "_") + ">";
  }

  /** Whether there is such a word. */
  public boolean has(String placeholder) {
    return vectors.containsKey(placeholder);
  }

  /** All of them, sorted. */
  public Set<String> placeholders() {
    return Collections.unmodifiableSet(vectors.keySet());
  }

  /** The vectors that a placeholder stands for, in order; not to be changed. */
  public List<float[]> vectors(String placeholder) {
    return vectors.get(placeholder);
  }

  /** Those that occur in a text, sorted. */
  List<String> in(String text) {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map(r -> r.group())
        .filter(this::has)
        .distinct()
        .sorted()
        .toList();
  }

  /** The first few of them, for messages. */
  @Override
  public String toString() {
    int shown = 5;
    String some = String.join(", ", vectors.keySet().stream().limit(shown).toList());
    return vectors.isEmpty()
        ? "there are none"
        : vectors.size() > shown ? some + " and %d more".formatted(vectors.size() - shown) : some;
  }
}
