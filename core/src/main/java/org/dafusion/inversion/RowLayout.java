package org.dafusion.inversion;

import ai.djl.Device;
import java.util.List;
import java.util.function.Function;
import org.dafusion.engine.RowWorkers;

/** How rows are shared among calls of the networks. */
enum RowLayout {
  /** One row to a call, several calls at a time, as suits a CPU; see {@link RowWorkers}. */
  SINGLE {
    @Override
    int padded(int rows, int most) {
      return 1;
    }

    @Override
    List<RowGradient> map(
        List<TrainingRow> rows, Function<List<TrainingRow>, List<RowGradient>> call) {
      return RowWorkers.map(Device.cpu(), rows, call);
    }
  },

  /** Many rows to a call, as suits a GPU. */
  TOGETHER {
    /** A power of two, so that few sizes occur and no call is twice as large as its rows. */
    @Override
    int padded(int rows, int most) {
      int highest = Integer.highestOneBit(rows);
      return Math.min(most, highest == rows ? rows : 2 * highest);
    }

    @Override
    List<RowGradient> map(
        List<TrainingRow> rows, Function<List<TrainingRow>, List<RowGradient>> call) {
      return call.apply(rows);
    }
  };

  static RowLayout of(Device device) {
    return device.isGpu() ? TOGETHER : SINGLE;
  }

  /**
   * Rows that a call is filled up to.
   *
   * @param rows that are there
   * @param most that fit
   */
  abstract int padded(int rows, int most);

  /** One result per row, in their order. */
  abstract List<RowGradient> map(
      List<TrainingRow> rows, Function<List<TrainingRow>, List<RowGradient>> call);
}
