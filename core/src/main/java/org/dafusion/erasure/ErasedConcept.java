package org.dafusion.erasure;

import java.io.Serializable;
import java.util.List;

/**
 * What one training erases.
 *
 * @param name a class name, or {@link #ALL}
 * @param prompts texts that call it up; an iteration draws one of them, as upstream
 */
public record ErasedConcept(String name, List<String> prompts) implements Serializable {
  /** The name of all classes together. */
  public static final String ALL = "*";

  public ErasedConcept {
    prompts = List.copyOf(prompts);
    if (prompts.isEmpty()) {
      throw new IllegalArgumentException("Invalid concept " + name + ": must have a prompt");
    }
  }

  /** The prompts as one text. */
  public String text() {
    return String.join(", ", prompts);
  }
}
