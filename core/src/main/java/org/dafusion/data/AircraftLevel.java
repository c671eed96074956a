package org.dafusion.data;

import java.util.Arrays;
import java.util.List;

/** What the classes of FGVC Aircraft are: {@code dataset.aircraft.level}. */
public enum AircraftLevel {
  /** 100 classes such as 737-800. */
  VARIANT("variant", "variants.txt"),
  /** 70 classes such as Boeing 737. */
  FAMILY("family", "families.txt"),
  /** 30 classes such as Boeing. */
  MANUFACTURER("manufacturer", "manufacturers.txt");

  private final String word;
  private final String namesFile;

  AircraftLevel(String word, String namesFile) {
    this.word = word;
    this.namesFile = namesFile;
  }

  /** The words of all levels. */
  public static List<String> words() {
    return Arrays.stream(values()).map(level -> level.word).toList();
  }

  /** The level of a word, which must be one of {@link #words}. */
  public static AircraftLevel of(String word) {
    return Arrays.stream(values())
        .filter(level -> level.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid level: must be one of %s, found %s".formatted(words(), word)));
  }

  /** The file that names the classes in label order. */
  String namesFile() {
    return namesFile;
  }

  /** The file that lists the images of a part. */
  String imagesFile(String part) {
    return "images_%s_%s.txt".formatted(word, part);
  }
}
