package org.dafusion.classifier;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures that trials are judged by: their features, or, where features change from step to step,
 * the encoded pictures. No seed has a part in them, so trials that share a backbone and the way to
 * it may share them: see {@link ClassifierTrainer#heldOut}.
 *
 * <p>Holds 4 bytes x width for each picture, or its encoded bytes, until it is closed.
 */
public final class HeldOutPictures implements AutoCloseable {
  /** A picture by its place among these. */
  record Entry(String id, int label, int row) {}

  private final NDManager manager;
  private final FeatureTable table;
  private final List<Picture> pictures;
  private final List<Entry> entries;
  private final List<SkippedExample> skipped;
  private final HeadDescription madeFor;

  /**
   * Of one kind or the other.
   *
   * @param manager of the table; closed with this
   * @param table a row for each entry; null where features change
   * @param pictures by row; empty where features are kept
   * @param entries by id
   * @param skipped that cannot be decoded, by id
   * @param madeFor what a classifier must fit that is judged by these
   */
  HeldOutPictures(
      NDManager manager,
      FeatureTable table,
      List<Picture> pictures,
      List<Entry> entries,
      List<SkippedExample> skipped,
      HeadDescription madeFor) {
    this.manager = manager;
    this.table = table;
    this.pictures = List.copyOf(pictures);
    this.entries = List.copyOf(entries);
    this.skipped = List.copyOf(skipped);
    this.madeFor = madeFor;
  }

  /** How many pictures there are. */
  public int size() {
    return entries.size();
  }

  /** The pictures by id. */
  List<Entry> entries() {
    return entries;
  }

  /** Pictures that cannot be decoded, by id. */
  List<SkippedExample> skipped() {
    return skipped;
  }

  /** The features by row. */
  FeatureTable features() {
    return table;
  }

  /** The picture of an entry. */
  Picture picture(Entry entry) {
    return pictures.get(entry.row());
  }

  /** Says what a classifier makes of some of these. */
  @FunctionalInterface
  interface Scoring {
    HeadScores scores(List<Entry> entries, Target[] targets);
  }

  /**
   * Adds up what a classifier says of them, in their order.
   *
   * @param times how often each counts
   * @param atOnce most pictures of a call
   */
  void judge(int[] times, int atOnce, Scoring scoring, Tally tally) {
    List<Integer> counted =
        IntStream.range(0, times.length).filter(i -> times[i] > 0).boxed().toList();
    for (int from = 0; from < counted.size(); from += atOnce) {
      List<Integer> block = counted.subList(from, Math.min(from + atOnce, counted.size()));
      List<Entry> some = block.stream().map(entries::get).toList();
      int[] labels = some.stream().mapToInt(Entry::label).toArray();
      Target[] targets = Arrays.stream(labels).mapToObj(Target::of).toArray(Target[]::new);
      tally.add(
          scoring.scores(some, targets), labels, block.stream().mapToInt(i -> times[i]).toArray());
    }
  }

  /** Refuses these for a classifier of another description, or of another kind. */
  HeldOutPictures requireFits(HeadDescription head, boolean features) {
    if (!head.equals(madeFor) || features != (table != null)) {
      throw new IllegalArgumentException(
          "Invalid held-out pictures: must be made for %s, with their features %s, found %s, %s"
              .formatted(head, kind(features), madeFor, kind(table != null)));
    }
    return this;
  }

  private static String kind(boolean features) {
    return features ? "kept" : "not kept";
  }

  @Override
  public void close() {
    manager.close();
  }
}
