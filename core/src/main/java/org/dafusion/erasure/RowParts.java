package org.dafusion.erasure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dafusion.engine.OutOfDeviceMemoryException;

/**
 * Sends rows through a call that changes nothing, in as few parts as fit the device: where memory
 * runs out a part is repeated with half its rows, and what was found to fit stays.
 */
final class RowParts {
  private final Consumer<String> memoryShort;
  private int atOnce = Integer.MAX_VALUE;

  /**
   * @param memoryShort is told where memory runs out, and what is done about it
   */
  RowParts(Consumer<String> memoryShort) {
    this.memoryShort = memoryShort;
  }

  /**
   * One result per row, in their order.
   *
   * @throws OutOfDeviceMemoryException if there is too little memory for one row
   */
  <I, O> List<O> map(List<I> rows, Function<List<I>, List<O>> call) {
    List<O> results = new ArrayList<>();
    while (results.size() < rows.size()) {
      int from = results.size();
      int count = Math.min(atOnce, rows.size() - from);
      try {
        results.addAll(call.apply(rows.subList(from, from + count)));
      } catch (OutOfDeviceMemoryException e) {
        if (count == 1) {
          throw e;
        }
        atOnce = (count + 1) / 2;
        memoryShort.accept(
            "%s; predictions go on with %d rows at a time".formatted(e.getMessage(), atOnce));
      }
    }
    return results;
  }
}
