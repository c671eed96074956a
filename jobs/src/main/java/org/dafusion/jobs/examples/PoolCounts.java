package org.dafusion.jobs.examples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;
import org.dafusion.data.Pools;

/**
 * How many images of each class the pools of a draw part, whether they are rows of a table or files
 * that are only listed.
 */
public final class PoolCounts {
  private final String place;
  private final Supplier<List<Group>> countParts;
  private final Supplier<List<Group>> countClusters;
  private List<Group> parts;
  private List<Group> clusters;

  /**
   * Images of a class that are alike in what pools look at.
   *
   * @param of folder name of their part, or their cluster; null of images that are in none
   */
  public record Group(int label, String className, String of, long images) {}

  /**
   * Counts nothing yet.
   *
   * @param place of the images, for errors
   * @param countParts by class and part
   * @param countClusters by class and cluster; asked only where pools are of clusters
   */
  public PoolCounts(
      String place, Supplier<List<Group>> countParts, Supplier<List<Group>> countClusters) {
    this.place = place;
    this.countParts = countParts;
    this.countClusters = countClusters;
  }

  /**
   * Images by label that a draw may take; zero of a class that has none.
   *
   * @throws InvalidDatasetException if a class has too few of them, and the draw refuses that, or
   *     if the draw is of clusters and some image is in none
   */
  public SortedMap<Integer, Integer> of(FewShotSplit split) {
    SortedMap<Integer, Integer> counts = new TreeMap<>();
    Map<String, Integer> byName = new LinkedHashMap<>();
    boolean byCluster = split.pools().pools() == Pools.CLUSTERS;
    Set<String> training = byCluster ? trainingClusters(split) : Set.of();
    for (Group group : byCluster ? clusters() : parts()) {
      boolean candidate =
          switch (split.pools().pools()) {
            case PARTS -> group.of().equals(Part.TRAIN.folderName());
            case HALVES, FRACTION -> true;
            case CLUSTERS -> training.contains(group.of());
          };
      int images = candidate ? Math.toIntExact(group.images()) : 0;
      counts.merge(group.label(), images, Math::addExact);
      byName.merge(group.className(), images, Math::addExact);
    }
    split.requireShots(byName, place);
    return counts;
  }

  /** Images that judge what is learned from a draw. */
  public long judging(FewShotSplit split) {
    return switch (split.pools().pools()) {
      case PARTS -> images(parts(), Part.VALIDATION.folderName()::equals);
      case HALVES, FRACTION ->
          of(split).values().stream().mapToLong(n -> n - split.pools().training(n)).sum();
      case CLUSTERS -> {
        Set<String> training = trainingClusters(split);
        yield images(clusters(), cluster -> !training.contains(cluster));
      }
    };
  }

  /** Images of the part for testing; none where a draw parts all images anew. */
  public long testing(FewShotSplit split) {
    return split.pools().drawn() ? 0 : images(parts(), Part.TEST.folderName()::equals);
  }

  private static long images(List<Group> groups, Predicate<String> of) {
    return groups.stream().filter(group -> of.test(group.of())).mapToLong(Group::images).sum();
  }

  /** The clusters whose images may train; see {@link #of}. */
  public Set<String> trainingClusters(FewShotSplit split) {
    SortedMap<String, Long> images = new TreeMap<>();
    for (Group group : clusters()) {
      images.merge(group.of(), group.images(), Long::sum);
    }
    return split.pools().trainingClusters(images, split.seed());
  }

  /** Names of all classes, by label. */
  List<String> classNames() {
    SortedMap<Integer, String> names = new TreeMap<>();
    parts().forEach(group -> names.put(group.label(), group.className()));
    return List.copyOf(names.values());
  }

  private List<Group> parts() {
    parts = parts == null ? countParts.get() : parts;
    return parts;
  }

  private List<Group> clusters() {
    if (clusters == null) {
      List<Group> found = countClusters.get();
      long without =
          found.stream().filter(group -> group.of() == null).mapToLong(Group::images).sum();
      if (without > 0) {
        throw new InvalidDatasetException(
            "Cannot draw clusters from %s because %d of its %d images are in none: choose other split.pools, or a dataset that tells clusters"
                .formatted(place, without, found.stream().mapToLong(Group::images).sum()));
      }
      clusters = found;
    }
    return clusters;
  }
}
