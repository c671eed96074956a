package org.dafusion.classifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.dafusion.data.Example;

/** Feature vectors of pictures, one row for each view; the pictures themselves are not kept. */
final class FeatureTable {
  /** A picture of the table. Its views lie in rows {@code firstRow}, {@code firstRow + 1}, … */
  record Entry(String id, int label, String sourceId, int firstRow) {}

  private final NDArray rows;
  private final List<Entry> entries = new ArrayList<>();
  private final List<SkippedExample> skipped = new ArrayList<>();
  private int filled;
  private int promised;

  /**
   * @param manager the table lives as long as this
   * @param capacity most rows
   * @param width numbers per row
   */
  FeatureTable(NDManager manager, int capacity, int width) {
    rows = manager.zeros(new Shape(capacity, width));
  }

  /** Notes a picture whose rows, as many as views, come next. */
  void promise(Example example, String sourceId, int views) {
    entries.add(new Entry(example.id(), example.label(), sourceId, promised));
    promised += views;
  }

  /** Notes a picture that has no rows. */
  void skip(Example example, String reason) {
    skipped.add(new SkippedExample(example.id(), reason));
  }

  /** Takes the next rows, (count, width). */
  void append(NDArray features) {
    int count = Math.toIntExact(features.getShape().get(0));
    rows.set(new NDIndex("{}:{}", filled, filled + count), features);
    filled += count;
  }

  /** Rows that are filled. */
  int size() {
    return filled;
  }

  /** Most rows. */
  int capacity() {
    return Math.toIntExact(rows.getShape().get(0));
  }

  /** The pictures by id, whatever the order they came in. */
  List<Entry> entries() {
    return entries.stream().sorted(Comparator.comparing(Entry::id)).toList();
  }

  /** The pictures without rows by id. */
  List<SkippedExample> skipped() {
    return skipped.stream().sorted(Comparator.comparing(SkippedExample::id)).toList();
  }

  /** A copy of some rows, (indices, width), in a manager of the caller's. */
  NDArray gather(NDManager scope, long[] indices) {
    NDArray gathered = rows.get(scope, new NDIndex("{}", scope.create(indices)));
    gathered.attach(scope);
    return gathered;
  }
}
