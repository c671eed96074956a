package org.dafusion.inversion;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.diffusion.PredictionPass;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.engine.RowWorkers;

/**
 * Sends rows through a call in as few parts as fit. On a GPU every call has the same number of
 * rows.
 *
 * <p>Where memory runs out, rows are tried again with gradient checkpointing, if that was left to
 * the device, and then by ever fewer at a time; what was found to fit stays.
 */
final class RowTrainer {
  private final Device device;
  private final Call call;
  private final InversionListener listener;
  private final boolean mayCheckpoint;
  private PredictionPass.Kind kind;
  private int rowsPerCall;

  RowTrainer(
      Device device,
      Call call,
      int rowsPerCall,
      GradientCheckpointing checkpointing,
      InversionListener listener) {
    this.device = device;
    this.call = call;
    this.rowsPerCall = rowsPerCall;
    this.listener = listener;
    mayCheckpoint = checkpointing == GradientCheckpointing.AUTO;
    kind =
        checkpointing == GradientCheckpointing.ON
            ? PredictionPass.Kind.CHECKPOINTED
            : PredictionPass.Kind.WHOLE;
  }

  /** One result per row, in their order. */
  List<RowGradient> compute(List<TrainingRow> rows) {
    List<RowGradient> results = new ArrayList<>();
    while (results.size() < rows.size()) {
      int from = results.size();
      int to = Math.min(rows.size(), from + rowsPerCall);
      try {
        results.addAll(part(rows.subList(from, to)));
      } catch (OutOfDeviceMemoryException e) {
        useLess(device.isGpu() ? rowsPerCall : to - from, e);
      }
    }
    return results;
  }

  private List<RowGradient> part(List<TrainingRow> rows) {
    int padded = device.isGpu() ? rowsPerCall : 1;
    return RowWorkers.map(device, rows, each -> call.compute(each, padded, kind));
  }

  /**
   * @param tried rows that were too many
   */
  private void useLess(int tried, OutOfDeviceMemoryException e) {
    if (mayCheckpoint && kind == PredictionPass.Kind.WHOLE) {
      kind = PredictionPass.Kind.CHECKPOINTED;
      listener.memoryShort(e.getMessage() + "; the step is repeated with gradient checkpointing");
    } else if (tried > 1) {
      rowsPerCall = tried / 2;
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
     */
    List<RowGradient> compute(List<TrainingRow> rows, int count, PredictionPass.Kind kind);
  }
}
