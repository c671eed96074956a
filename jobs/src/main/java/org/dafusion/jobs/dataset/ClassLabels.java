package org.dafusion.jobs.dataset;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dafusion.data.InvalidDatasetException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Names of classes as Hugging Face keeps them beside the numbers in a column: as the feature {@code
 * ClassLabel} in the key {@code huggingface} of a Parquet file's footer, or as {@code class_label}
 * in the block {@code dataset_info} that begins the README.md of a dataset.
 */
final class ClassLabels {
  /** The key in the footer. */
  static final String KEY = "huggingface";

  private ClassLabels() {}

  /**
   * The classes that a footer names; null where it names none.
   *
   * @param shownAs what an error calls the file
   * @param value of the key, or null
   */
  static List<String> ofFooter(String shownAs, String value, String column) {
    if (value == null) {
      return null;
    }
    try {
      JsonElement found = JsonParser.parseString(value);
      for (String name : List.of("info", "features", column, "names")) {
        found = found instanceof JsonObject object ? object.get(name) : null;
      }
      if (!(found instanceof JsonArray array)) {
        return null;
      }
      List<String> names = new ArrayList<>();
      array.forEach(name -> names.add(name.getAsString()));
      return names;
    } catch (JsonParseException e) {
      throw new InvalidDatasetException(
          "Cannot use %s because its key %s is not JSON: %s"
              .formatted(shownAs, KEY, e.getMessage()));
    } catch (UnsupportedOperationException | IllegalStateException e) {
      // what JSON has besides texts
      throw new InvalidDatasetException(
          "Cannot use %s because its key %s names a class of %s by something that is no text"
              .formatted(shownAs, KEY, column));
    }
  }

  /**
   * The classes that a card names; null where it names none.
   *
   * @param shownAs what an error calls the file
   * @param card the whole text
   * @throws InvalidDatasetException if its head is no YAML, or if several configurations name
   *     different classes
   */
  static List<String> ofCard(String shownAs, String card, String column) {
    String[] halves = ("\n" + card.replace("\r", "")).split("\n---\n", 3);
    if (halves.length < 3 || !halves[0].isBlank()) {
      return null;
    }
    try {
      Object head = new Yaml(new SafeConstructor(new LoaderOptions())).load(halves[1]);
      Object infos = head instanceof Map<?, ?> map ? map.get("dataset_info") : null;
      Set<List<String>> found = new LinkedHashSet<>();
      for (Object info : infos instanceof List<?> list ? list : Arrays.asList(infos)) {
        List<String> names = names(info, column);
        if (names != null) {
          found.add(names);
        }
      }
      if (found.size() > 1) {
        throw new InvalidDatasetException(
            "Cannot use %s because its configurations name different classes for the column %s: %s"
                .formatted(shownAs, column, found));
      }
      return found.isEmpty() ? null : found.iterator().next();
    } catch (YAMLException | IllegalArgumentException e) {
      throw new InvalidDatasetException(
          "Cannot use %s because its head cannot be read: %s"
              .formatted(shownAs, e.getMessage().lines().findFirst().orElse("")));
    }
  }

  private static List<String> names(Object info, String column) {
    Object features = info instanceof Map<?, ?> map ? map.get("features") : null;
    for (Object feature : features instanceof List<?> list ? list : List.of()) {
      if (feature instanceof Map<?, ?> map
          && column.equals(map.get("name"))
          && map.get("dtype") instanceof Map<?, ?> dtype
          && dtype.get("class_label") instanceof Map<?, ?> classLabel) {
        return names(classLabel.get("names"));
      }
    }
    return null;
  }

  /** A list, or a map from the label, which YAML may take for a word or a number. */
  private static List<String> names(Object names) {
    if (names instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    if (!(names instanceof Map<?, ?> map)) {
      return null;
    }
    TreeMap<Integer, String> byLabel = new TreeMap<>();
    map.forEach(
        (label, name) ->
            byLabel.put(Integer.parseInt(String.valueOf(label)), String.valueOf(name)));
    int last = byLabel.size() - 1;
    if (!byLabel.isEmpty() && (byLabel.firstKey() != 0 || byLabel.lastKey() != last)) {
      throw new IllegalArgumentException(
          "labels must be 0 to %d, found %s".formatted(last, byLabel.keySet()));
    }
    return List.copyOf(byLabel.values());
  }
}
