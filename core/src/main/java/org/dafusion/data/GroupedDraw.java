package org.dafusion.data;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.dafusion.random.NumpyGenerator;

/**
 * Takes images of class after class in whole groups, as near to a number wanted of each as these
 * allow. A group that was taken, or left, for one class is so for all of its classes.
 *
 * @param <G> what is equal for the images of one group
 */
final class GroupedDraw<G> {
  private final NumpyGenerator generator;
  private final Set<G> seen = new HashSet<>();
  private final Set<G> taken = new HashSet<>();

  /** How many images of each class a group has, in order of their first images. */
  private final List<Map<G, Integer>> classes;

  private final Map<G, Set<Integer>> classesOf = new HashMap<>();

  /** How many groups of each class are not taken. */
  private final int[] left;

  /**
   * @param images for each class and each of its images its group
   */
  GroupedDraw(List<List<G>> images, NumpyGenerator generator) {
    this.generator = generator;
    this.classes = images.stream().map(GroupedDraw::sizes).toList();
    this.left = classes.stream().mapToInt(Map::size).toArray();
    for (int label = 0; label < classes.size(); label++) {
      for (G group : classes.get(label).keySet()) {
        classesOf.computeIfAbsent(group, unknown -> new HashSet<>()).add(label);
      }
    }
  }

  private static <G> Map<G, Integer> sizes(List<G> images) {
    Map<G, Integer> sizes = new LinkedHashMap<>();
    images.forEach(group -> sizes.merge(group, 1, Integer::sum));
    return sizes;
  }

  /** Takes of the next class, for which the generator permutes the groups that are new. */
  void take(int label, int wanted) {
    Map<G, Integer> sizes = classes.get(label);
    List<G> open = sizes.keySet().stream().filter(group -> !seen.contains(group)).toList();
    seen.addAll(open);
    int[] order = generator.permutation(open.size());
    List<G> drawn =
        IntStream.range(0, order.length)
            .mapToObj(i -> open.get(order[order.length - 1 - i]))
            .toList();
    int images =
        sizes.keySet().stream().filter(taken::contains).mapToInt(group -> sizes.get(group)).sum();
    for (G group : drawn) {
      int more = images + sizes.get(group);
      if (Math.abs(more - wanted) < Math.abs(images - wanted) && spare(group)) {
        add(group);
        images = more;
      }
    }
    if (images == 0 && wanted > 0) {
      drawn.stream().filter(this::spare).min(Comparator.comparing(sizes::get)).ifPresent(this::add);
    }
  }

  /** Whether each of its classes has another group that is not taken. */
  private boolean spare(G group) {
    return classesOf.get(group).stream().allMatch(label -> left[label] > 1);
  }

  private void add(G group) {
    taken.add(group);
    classesOf.get(group).forEach(label -> left[label]--);
  }

  /** The groups taken. */
  Set<G> taken() {
    return Collections.unmodifiableSet(taken);
  }
}
