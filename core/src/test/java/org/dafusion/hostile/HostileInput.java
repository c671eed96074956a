package org.dafusion.hostile;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * One input and what must come of it.
 *
 * @param name unique among all
 * @param opening makes the input and opens it
 * @param outcome regular expression of what {@link #result} must say
 */
record HostileInput(String name, Opening opening, String outcome) {
  /** Makes an input in an empty folder, opens it, and says what was read. */
  interface Opening {
    String open(Path folder) throws Exception;
  }

  /** Makers of the tables, of which a process with little memory holds one at a time. */
  static List<Supplier<List<HostileInput>>> tables() {
    return List.of(
        HostilePictures::all,
        HostileBombs::all,
        HostileWeights::all,
        HostileModels::all,
        HostileAnnotations::all,
        HostileMatlab::all,
        HostileNames::all);
  }

  /** All of them. */
  static List<HostileInput> all() {
    return tables().stream().flatMap(table -> table.get().stream()).toList();
  }

  /** {@code read …}, or the exception and its message, on one line. */
  String result(Path folder) {
    String result;
    try {
      result = "read " + opening.open(folder);
    } catch (Exception | StackOverflowError | LinkageError e) {
      result = e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    return result.replace(folder.toString(), "FOLDER").replaceAll("\\s+", " ");
  }
}
