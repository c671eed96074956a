package org.dafusion.jobs.deploy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of a custom resource with their types, from a table among the tests' resources, and
 * what a manifest does that they do not allow.
 */
final class CrdFields {
  private static final Pattern TYPE = Pattern.compile("(.+?)(?:>=(\\d+))?(!)?");

  private final SortedMap<String, Field> fields = new TreeMap<>();

  private record Field(String type, Long minimum, boolean required) {}

  static CrdFields read(String table) throws IOException {
    CrdFields read = new CrdFields();
    for (String line : DeployFiles.table(table)) {
      String[] words = line.split("\\s+");
      Matcher type = TYPE.matcher(words[1]);
      if (words.length != 2 || !type.matches() || read.fields.containsKey(words[0])) {
        throw new AssertionError(table + ": not a field and its type, or told twice: " + line);
      }
      Long minimum = type.group(2) == null ? null : Long.valueOf(type.group(2));
      read.fields.put(words[0], new Field(type.group(1), minimum, type.group(3) != null));
    }
    return read;
  }

  int size() {
    return fields.size();
  }

  /** What is wrong, a line each; empty for a manifest that the fields allow. */
  List<String> problems(Map<?, ?> manifest) {
    List<String> problems = new ArrayList<>();
    for (String part : List.of("metadata", "spec")) {
      if (!manifest.containsKey(part)) {
        problems.add(part + " is missing");
      }
    }
    object("", "", manifest, problems);
    return problems;
  }

  /**
   * @param path in the table
   * @param place in the manifest, with the numbers of list items
   */
  private void object(String path, String place, Map<?, ?> object, List<String> problems) {
    object.forEach(
        (name, value) ->
            value(join(path, name.toString()), join(place, name.toString()), value, problems));
    fields.forEach(
        (field, rule) -> {
          if (rule.required() && parent(field).equals(path)) {
            String name = field.substring(path.isEmpty() ? 0 : path.length() + 1);
            if (!object.containsKey(name)) {
              problems.add(join(place, name) + " is missing");
            }
          }
        });
  }

  private void value(String path, String place, Object value, List<String> problems) {
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        value(path + "[]", place + "[" + i + "]", list.get(i), problems);
      }
    } else if (fields.containsKey(path)) {
      String problem = problem(fields.get(path), value);
      if (!problem.isEmpty()) {
        problems.add(place + " must be " + problem + ", found " + value);
      }
    } else if (!isParent(path)) {
      problems.add(place + " is unknown");
    } else if (value instanceof Map<?, ?> object) {
      object(path, place, object, problems);
    } else {
      problems.add(place + " must be an object, found " + value);
    }
  }

  /** What the value must be; empty where it is that. */
  private static String problem(Field field, Object value) {
    return switch (field.type()) {
      case "string" -> value instanceof String ? "" : "a string";
      case "boolean" -> value instanceof Boolean ? "" : "true or false";
      case "integer" -> {
        boolean whole = value instanceof Integer || value instanceof Long;
        boolean enough =
            field.minimum() == null || whole && ((Number) value).longValue() >= field.minimum();
        yield !whole ? "a whole number" : enough ? "" : "at least " + field.minimum();
      }
      case "map" ->
          value instanceof Map<?, ?> map && map.values().stream().allMatch(String.class::isInstance)
              ? ""
              : "strings by name";
      default -> Arrays.asList(field.type().split("\\|")).contains(value) ? "" : field.type();
    };
  }

  private boolean isParent(String path) {
    return fields.keySet().stream()
        .anyMatch(field -> field.startsWith(path + ".") || field.startsWith(path + "[]"));
  }

  private static String parent(String field) {
    int dot = field.lastIndexOf('.');
    return dot < 0 ? "" : field.substring(0, dot);
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
