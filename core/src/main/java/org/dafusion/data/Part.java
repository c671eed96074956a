package org.dafusion.data;

import java.util.List;
import java.util.Locale;

/** The part of a dataset that a file belongs to. */
public enum Part {
  TRAIN("train", List.of("training")),
  VALIDATION("validation", List.of("val", "valid")),
  TEST("test", List.of("testing"));

  private final String folderName;
  private final List<String> otherNames;

  Part(String folderName, List<String> otherNames) {
    this.folderName = folderName;
    this.otherNames = otherNames;
  }

  /** The name of this part in tables, and of its folder on disk. */
  public String folderName() {
    return folderName;
  }

  /** The part that a folder of this name holds, in any case; null if it names none. */
  public static Part ofFolder(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (Part part : values()) {
      if (part.folderName.equals(lower) || part.otherNames.contains(lower)) {
        return part;
      }
    }
    return null;
  }
}
