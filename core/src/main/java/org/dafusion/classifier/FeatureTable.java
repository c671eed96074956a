package org.dafusion.classifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.TorchRuntime;

/**
 * Feature vectors on the device, by row. Rows may arrive in any order; they go to the device many
 * at a time, as soon as all before them are there.
 */
final class FeatureTable {
  private static final int AT_ONCE = 256;

  private final NDArray rows;
  private final int width;
  private final Map<Integer, float[]> waiting = new HashMap<>();
  private int uploaded;
  private int complete;
  private int size;

  /**
   * @param manager the table lives as long as this
   * @param capacity most rows
   * @param width numbers per row
   */
  FeatureTable(NDManager manager, int capacity, int width) {
    this.width = width;
    rows = manager.zeros(new Shape(capacity, width));
  }

  /** Takes the features of a row, once for each row. */
  void put(int row, float[] features) {
    waiting.put(row, features);
    size++;
    while (waiting.containsKey(complete)) {
      complete++;
    }
    if (complete - uploaded >= AT_ONCE) {
      upload();
    }
  }

  /**
   * Ends the filling.
   *
   * @param count rows that there must be now
   */
  void finish(int count) {
    if (complete != count || size != count) {
      throw new IllegalStateException(
          "Features of %d of %d rows are missing".formatted(count - size, count));
    }
    upload();
  }

  /** Few at a time: where the first of many was late, all of them are complete at once. */
  private void upload() {
    while (uploaded < complete) {
      upload(Math.min(AT_ONCE, complete - uploaded));
    }
  }

  private void upload(int count) {
    float[] values = new float[Math.multiplyExact(count, width)];
    for (int i = 0; i < count; i++) {
      System.arraycopy(waiting.remove(uploaded + i), 0, values, i * width, width);
    }
    try (NDManager scope = TorchRuntime.newManager(rows.getDevice())) {
      NDArray block = HostMemory.floats(scope, values, new Shape(count, width));
      rows.set(new NDIndex("{}:{}", uploaded, uploaded + count), block);
    }
    uploaded += count;
  }

  /** Rows that are there. */
  int size() {
    return size;
  }

  /** Most rows. */
  int capacity() {
    return Math.toIntExact(rows.getShape().get(0));
  }

  /** A copy of some rows, (indices, width), in a manager of the caller's. */
  NDArray gather(NDManager scope, long[] indices) {
    NDArray gathered = rows.get(scope, new NDIndex("{}", scope.create(indices)));
    gathered.attach(scope);
    return gathered;
  }
}
