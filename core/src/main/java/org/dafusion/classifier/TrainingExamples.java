package org.dafusion.classifier;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dafusion.data.Example;
import org.dafusion.random.Seeds;

/**
 * What a trial was given to learn from, sorted out: real pictures, those of them that are held out
 * to choose the epoch, and the synthetic pictures that can be drawn at all.
 *
 * @param real by id
 * @param synthetic made from those, by id
 * @param heldOut real examples that nothing is learned from; empty where no epoch is chosen
 */
record TrainingExamples(List<Picture> real, List<Picture> synthetic, List<Example> heldOut) {

  /**
   * Sorts examples out.
   *
   * @throws IllegalArgumentException if real and synthetic ones are mixed up
   */
  static TrainingExamples of(
      Collection<Example> real, Collection<Example> synthetic, ClassifierSettings settings) {
    List<Picture> given = Picture.sorted(real);
    Set<String> heldOut = heldOut(given, settings);
    List<Picture> learned = given.stream().filter(p -> !heldOut.contains(p.id())).toList();
    // pictures that no step can draw need no features
    List<Picture> made =
        settings.syntheticProbability() > 0 ? Picture.sorted(synthetic) : List.of();
    Set<String> sources = new HashSet<>(learned.stream().map(Picture::id).toList());
    requireOrigins(given, made);
    return new TrainingExamples(
        learned,
        made.stream().filter(picture -> sources.contains(picture.sourceId())).toList(),
        given.stream().filter(p -> heldOut.contains(p.id())).map(Picture::example).toList());
  }

  private static void requireOrigins(List<Picture> real, List<Picture> synthetic) {
    long among = real.stream().filter(p -> p.sourceId() == null).count();
    long beside = synthetic.stream().filter(p -> p.sourceId() == null).count();
    if (among != real.size() || beside > 0) {
      throw new IllegalArgumentException(
          "Invalid training examples: must be %d real ones, found %d without a source"
              .formatted(real.size(), among < real.size() ? among : among + beside));
    }
  }

  /**
   * Ids of a share of each class, rounded to whole pictures; one of each class always stays, so of
   * few pictures none may be left to choose an epoch.
   */
  private static Set<String> heldOut(List<Picture> real, ClassifierSettings settings) {
    Set<String> heldOut = new HashSet<>();
    if (settings.selectionFraction() == 0) {
      return heldOut;
    }
    Map<Integer, List<String>> byLabel = new HashMap<>();
    real.forEach(p -> byLabel.computeIfAbsent(p.label(), l -> new ArrayList<>()).add(p.id()));
    for (List<String> ids : byLabel.values()) {
      ids.sort(Comparator.comparingLong(id -> Seeds.derive(settings.seed(), "selection", id)));
      long share = Math.round(settings.selectionFraction() * ids.size());
      heldOut.addAll(ids.subList(0, (int) Math.min(share, ids.size() - 1)));
    }
    return heldOut;
  }
}
