package org.dafusion.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds the key that the writer of an unknown one probably meant. */
final class Suggestion {
  private Suggestion() {}

  /**
   * The nearest sibling by edit distance; failing that, a key of the same name in another block.
   *
   * @param path elements of the unknown key
   * @param siblings names that its block may hold
   * @param reference the whole reference configuration, resolved
   * @return a full dotted key, or null if nothing is near
   */
  static String of(List<String> path, Collection<String> siblings, ConfigObject reference) {
    String name = path.get(path.size() - 1);
    String near = nearest(name, siblings);
    if (near != null) {
      List<String> meant = new ArrayList<>(path);
      meant.set(path.size() - 1, near);
      return ConfigUtil.joinPath(meant);
    }
    List<String> elsewhere = new ArrayList<>();
    collect(name, List.of(), reference, elsewhere);
    return elsewhere.stream()
        .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .orElse(null);
  }

  private static String nearest(String name, Collection<String> names) {
    int limit = Math.max(1, name.length() / 3);
    return names.stream()
        .filter(each -> distance(name, each) <= limit)
        .min(
            Comparator.comparingInt((String each) -> distance(name, each))
                .thenComparing(Comparator.naturalOrder()))
        .orElse(null);
  }

  private static void collect(
      String name, List<String> path, ConfigObject block, List<String> found) {
    block.forEach(
        (key, value) -> {
          List<String> at = new ArrayList<>(path);
          at.add(key);
          if (key.equals(name)) {
            found.add(ConfigUtil.joinPath(at));
          }
          if (value instanceof ConfigObject inner) {
            collect(name, at, inner, found);
          }
        });
  }

  /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int substitute = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + substitute, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
