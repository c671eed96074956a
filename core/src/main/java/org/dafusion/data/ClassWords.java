package org.dafusion.data;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Rules;

/**
 * Words for classes that a dataset calls by a code, such as {@code tench} for {@code n01440764}:
 * the block {@code dataset.class-names}. The model reads language, so whatever learns, erases or
 * draws a class has to have them.
 *
 * @param words by the dataset's own name of the class; one that is not here keeps its name
 */
public record ClassWords(SortedMap<String, String> words) {
  private static final String BLOCK = "dataset";
  private static final String KEY = "class-names";
  private static final Set<ConfigValueType> TEXT =
      Set.of(ConfigValueType.STRING, ConfigValueType.NUMBER, ConfigValueType.BOOLEAN);
  private static final int SHOWN = 10;

  public ClassWords {
    words = Collections.unmodifiableSortedMap(new TreeMap<>(words));
    Rules rules = Rules.of(BLOCK);
    words.forEach((name, word) -> rules.notEmpty(key(name), word));
    requireDistinct(rules, List.copyOf(words.keySet()), words);
    rules.verify();
  }

  /**
   * Reads the block {@code dataset.class-names}.
   *
   * @throws InvalidSettingsException if a class has no words, or two classes have the same
   */
  public static ClassWords from(ConfigObject block) {
    Rules rules = Rules.of(BLOCK);
    SortedMap<String, String> words = new TreeMap<>();
    block.forEach(
        (name, value) -> {
          // an unquoted name with a dot opens a block
          boolean text = TEXT.contains(value.valueType());
          rules.that(
              key(name), text, "be text (a name with dots stands in quotes)", value.unwrapped());
          if (text) {
            words.put(name, text(value).strip());
          }
        });
    ClassWords read = rules.read(() -> new ClassWords(words));
    rules.verify();
    return read;
  }

  /**
   * What the classes of a dataset are called here, in their own order.
   *
   * @throws InvalidSettingsException if words are for no class of the dataset, or are what another
   *     class is called
   */
  public List<String> of(List<String> classNames) {
    Rules rules = Rules.of(BLOCK);
    words
        .keySet()
        .forEach(
            name ->
                rules.that(
                    key(name),
                    classNames.contains(name),
                    "name a class of the dataset (%s)".formatted(some(classNames)),
                    name));
    requireDistinct(rules, classNames, words);
    rules.verify();
    return classNames.stream().map(name -> words.getOrDefault(name, name)).toList();
  }

  /**
   * The same images in classes of these words; labels and order stay those of the dataset.
   *
   * @throws InvalidSettingsException as {@link #of}
   */
  public ImageDataset in(ImageDataset dataset) {
    return words.isEmpty() ? dataset : new Renamed(dataset, of(dataset.classNames()));
  }

  /** Two classes that are read alike would share prompts and tokens. */
  private static void requireDistinct(
      Rules rules, List<String> classNames, Map<String, String> words) {
    Map<String, String> owners = new HashMap<>();
    classNames.stream()
        .filter(name -> !words.containsKey(name))
        .forEach(name -> owners.put(ClassNames.asRead(name), name));
    for (String name : classNames) {
      String word = words.get(name);
      if (word != null && !word.isBlank()) {
        String other = owners.putIfAbsent(ClassNames.asRead(word), name);
        rules.that(
            key(name),
            other == null,
            "differ from what the class %s is called".formatted(other),
            word);
      }
    }
  }

  private static String key(String className) {
    return ConfigUtil.joinPath(KEY, className);
  }

  /** As its file writes it; a number's value has lost the ".0". */
  private static String text(ConfigValue value) {
    return value.atKey(KEY).getString(KEY);
  }

  private static String some(List<String> classNames) {
    String first = String.join(", ", classNames.stream().limit(SHOWN).toList());
    int more = classNames.size() - SHOWN;
    return more > 0 ? "%s and %d more".formatted(first, more) : first;
  }

  /** A dataset whose classes are called otherwise. */
  private record Renamed(ImageDataset dataset, List<String> classNames) implements ImageDataset {
    @Override
    public String name() {
      return dataset.name();
    }

    @Override
    public List<ImageFile> files(Part part) {
      return dataset.files(part).stream()
          .map(file -> file.ofClass(classNames.get(file.label())))
          .toList();
    }

    @Override
    public List<String> notes() {
      return dataset.notes();
    }
  }
}
