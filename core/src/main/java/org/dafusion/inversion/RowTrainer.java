package org.dafusion.inversion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dafusion.diffusion.PredictionPass;
import org.dafusion.engine.OutOfDeviceMemoryException;

/**
 * Sends rows through a call in as few parts as fit, each filled up as the {@link RowLayout} says.
 *
 * <p>Where memory runs out, rows are tried again with gradient checkpointing, if that was left to
 * the device, and then by ever fewer at a time; what was found to fit stays.
 *
 * <p>A row whose gradient overflows is repeated at half the loss scale, down to 1. Each step begins
 * with the full scale again: a concept's numbers do not depend on what befell another.
 */
final class RowTrainer {
  private final RowLayout layout;
  private final Call call;
  private final int lossScale;
  private final InversionListener listener;
  private final boolean mayCheckpoint;
  private PredictionPass.Kind kind;
  private int rowsPerCall;

  /**
   * @param lossScale a power of two; 1 where the gradients need none
   */
  RowTrainer(
      RowLayout layout,
      Call call,
      int rowsPerCall,
      int lossScale,
      GradientCheckpointing checkpointing,
      InversionListener listener) {
    this.layout = layout;
    this.call = call;
    this.rowsPerCall = rowsPerCall;
    this.lossScale = lossScale;
    this.listener = listener;
    mayCheckpoint = checkpointing == GradientCheckpointing.AUTO;
    kind =
        checkpointing == GradientCheckpointing.ON
            ? PredictionPass.Kind.CHECKPOINTED
            : PredictionPass.Kind.WHOLE;
  }

  /** Whether gradient checkpointing is in use. */
  boolean recomputes() {
    return kind == PredictionPass.Kind.CHECKPOINTED;
  }

  /** Uses gradient checkpointing from now on, if that was left to the device. */
  void recompute() {
    if (mayCheckpoint) {
      kind = PredictionPass.Kind.CHECKPOINTED;
    }
  }

  /** One result per row, in their order. */
  List<RowGradient> compute(List<TrainingRow> rows) {
    List<RowGradient> results = compute(rows, lossScale);
    for (int scale = lossScale / 2; scale >= 1; scale /= 2) {
      List<Integer> overflowed =
          IntStream.range(0, rows.size()).filter(i -> results.get(i).overflowed()).boxed().toList();
      List<RowGradient> again = compute(overflowed.stream().map(rows::get).toList(), scale);
      for (int i = 0; i < again.size(); i++) {
        results.set(overflowed.get(i), again.get(i));
      }
    }
    return results;
  }

  private List<RowGradient> compute(List<TrainingRow> rows, int scale) {
    List<RowGradient> results = new ArrayList<>();
    while (results.size() < rows.size()) {
      int from = results.size();
      int to = Math.min(rows.size(), from + rowsPerCall);
      try {
        results.addAll(part(rows.subList(from, to), scale));
      } catch (OutOfDeviceMemoryException e) {
        useLess(to - from, e);
      }
    }
    return results;
  }

  private List<RowGradient> part(List<TrainingRow> rows, int scale) {
    int padded = layout.padded(rows.size(), rowsPerCall);
    return layout.map(rows, each -> call.compute(each, padded, kind, scale));
  }

  /**
   * @param tried rows that were too many
   */
  private void useLess(int tried, OutOfDeviceMemoryException e) {
    if (mayCheckpoint && !recomputes()) {
      recompute();
      listener.memoryShort(e.getMessage() + "; the step is repeated with gradient checkpointing");
    } else if (tried > 1) {
      rowsPerCall = (tried + 1) / 2;
      listener.memoryShort(
          "%s; the step is repeated in parts of %d rows instead of %d"
              .formatted(e.getMessage(), rowsPerCall, tried));
    } else {
      throw e;
    }
  }

  /** The networks, forward and backward. */
  interface Call {
    /**
     * Computes one result per row.
     *
     * @param count rows that the networks are given, at least as many
     * @param lossScale factor of the gradients on their way through the networks, a power of two;
     *     results are without it
     */
    List<RowGradient> compute(
        List<TrainingRow> rows, int count, PredictionPass.Kind kind, int lossScale);
  }
}
