package org.dafusion.rangeland;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A choice of covers to tell apart. */
public enum Task {
  /** All that the shipped model was trained on. */
  COMMON("common") {
    @Override
    public List<Cover> covers() {
      return ofKind(Cover.Kind.COMMON);
    }
  },
  /** Leafy spurge, two plants that look like it, and thistle. */
  SPURGE_4("spurge-4") {
    @Override
    public List<Cover> covers() {
      return ofKind(Cover.Kind.NOVEL).subList(0, 4);
    }
  },
  /** All novel covers. */
  SPURGE_8("spurge-8") {
    @Override
    public List<Cover> covers() {
      return ofKind(Cover.Kind.NOVEL);
    }
  };

  private final String word;

  Task(String word) {
    this.word = word;
  }

  /** The task's name in configurations. */
  public String word() {
    return word;
  }

  /** Its covers, in the order of {@link Cover}. */
  public abstract List<Cover> covers();

  /**
   * The task of a name in a configuration.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Task of(String word) {
    for (Task task : values()) {
      if (task.word.equals(word)) {
        return task;
      }
    }
    String known = Arrays.stream(values()).map(Task::word).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "Invalid rangeland task: must be one of %s, found \"%s\"".formatted(known, word));
  }

  static List<Cover> ofKind(Cover.Kind kind) {
    return Arrays.stream(Cover.values()).filter(cover -> cover.kind() == kind).toList();
  }
}
