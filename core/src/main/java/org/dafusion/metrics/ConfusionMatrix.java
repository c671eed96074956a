package org.dafusion.metrics;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** How many images of each class were taken for which class. */
public final class ConfusionMatrix {
  /**
   * A count.
   *
   * @param trueClass the class that the images are of
   * @param predicted the class that they were taken for
   * @param images how many, at least 0; a mean over trials need not be whole
   */
  public record Count(String trueClass, String predicted, double images) {}

  private final Map<String, Map<String, Double>> counts = new TreeMap<>();
  private final List<String> classes;

  /**
   * @param counts in any order; those of one pair of classes are added up
   */
  public ConfusionMatrix(Collection<Count> counts) {
    SortedSet<String> names = new TreeSet<>();
    for (Count count : counts) {
      if (!(count.images() >= 0 && Double.isFinite(count.images()))) {
        throw new IllegalArgumentException(
            "Invalid count of %s taken for %s: must be at least 0, found %s"
                .formatted(count.trueClass(), count.predicted(), count.images()));
      }
      names.add(count.trueClass());
      names.add(count.predicted());
      this.counts
          .computeIfAbsent(count.trueClass(), name -> new TreeMap<>())
          .merge(count.predicted(), count.images(), Double::sum);
    }
    this.classes = List.copyOf(names);
  }

  /** All classes that images are of or were taken for, by name. */
  public List<String> classes() {
    return classes;
  }

  /** Images of a class that were taken for another, or for the class itself. */
  public double count(String trueClass, String predicted) {
    return counts.getOrDefault(trueClass, Map.of()).getOrDefault(predicted, 0.0);
  }

  /** Images of a class. */
  public double images(String trueClass) {
    return counts.getOrDefault(trueClass, Map.of()).values().stream()
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  /** Share of a class's images that were taken for another, 0 to 1; NaN for one without images. */
  public double share(String trueClass, String predicted) {
    double images = images(trueClass);
    return images == 0 ? Double.NaN : count(trueClass, predicted) / images;
  }

  /** Share of all images that were taken for what they are, 0 to 1; NaN without images. */
  public double accuracy() {
    double all = classes.stream().mapToDouble(this::images).sum();
    double right = classes.stream().mapToDouble(name -> count(name, name)).sum();
    return all == 0 ? Double.NaN : right / all;
  }

  /**
   * The classes with the most images, those first; of equal ones the first by name.
   *
   * @param most how many at most
   */
  public List<String> largest(int most) {
    return classes.stream()
        .sorted(Comparator.comparingDouble((String name) -> -images(name)))
        .limit(most)
        .toList();
  }
}
