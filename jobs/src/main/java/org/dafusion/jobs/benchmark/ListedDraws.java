package org.dafusion.jobs.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.data.Part;
import org.dafusion.jobs.examples.PoolCounts;

/**
 * Draws from files that are only listed. They are those that the table of examples will give once
 * the files are read, but for images that turn out to be unusable.
 *
 * @param dataset what errors call it
 * @param files of all parts
 */
record ListedDraws(String dataset, List<ImageFile> files) {

  /** The training images of draws, in order of id. */
  Map<FewShotSplit, List<ImageFile>> training(List<FewShotSplit> splits) {
    Map<FewShotSplit, List<ImageFile>> drawn = new LinkedHashMap<>();
    splits.forEach(split -> drawn.put(split, training(split)));
    return drawn;
  }

  /** How many images judge what is learned from a draw. */
  HeldOutCount heldOut(FewShotSplit split) {
    PoolCounts pools = pools();
    return new HeldOutCount(pools.judging(split), pools.testing(split));
  }

  private PoolCounts pools() {
    return new PoolCounts(
        dataset, () -> count(file -> file.part().folderName()), () -> count(ImageFile::cluster));
  }

  private List<ImageFile> training(FewShotSplit split) {
    PoolCounts pools = pools();
    SortedMap<Integer, Integer> counts = pools.of(split);
    SortedMap<Integer, List<ImageFile>> byLabel = byLabel(split, pools);
    List<ImageFile> drawn = new ArrayList<>();
    split
        .training(counts)
        .forEach(
            (label, places) -> {
              for (int place : places) {
                drawn.add(byLabel.get(label).get(place));
              }
            });
    drawn.sort(Comparator.comparing(ImageFile::id));
    return drawn;
  }

  /** Those that the draw's pools part, each class in order of id. */
  private SortedMap<Integer, List<ImageFile>> byLabel(FewShotSplit split, PoolCounts pools) {
    Set<String> clusters =
        switch (split.pools().pools()) {
          case CLUSTERS -> pools.trainingClusters(split);
          case PARTS, HALVES, FRACTION -> Set.of();
        };
    return files.stream()
        .filter(
            file ->
                switch (split.pools().pools()) {
                  case PARTS -> file.part() == Part.TRAIN;
                  case HALVES, FRACTION -> true;
                  case CLUSTERS -> clusters.contains(file.cluster());
                })
        .sorted(Comparator.comparing(ImageFile::id))
        .collect(Collectors.groupingBy(ImageFile::label, TreeMap::new, Collectors.toList()));
  }

  private List<PoolCounts.Group> count(Function<ImageFile, String> of) {
    Map<PoolCounts.Group, Long> counts = new LinkedHashMap<>();
    files.forEach(
        file ->
            counts.merge(
                new PoolCounts.Group(file.label(), file.className(), of.apply(file), 0),
                1L,
                Long::sum));
    return counts.entrySet().stream()
        .map(
            group ->
                new PoolCounts.Group(
                    group.getKey().label(),
                    group.getKey().className(),
                    group.getKey().of(),
                    group.getValue()))
        .sorted(Comparator.comparingInt(PoolCounts.Group::label))
        .toList();
  }
}
