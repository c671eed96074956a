package org.dafusion.jobs.classify;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Supplier;
import org.dafusion.jobs.stage.OrderedWork;

/**
 * The tiles of strips, one after the other. The next strip is decoded by another thread while those
 * of the present one are classified, so a device need not wait for a decoder. Strips themselves are
 * asked for by the caller's thread.
 */
final class DecodedAhead implements Iterator<CutTile>, AutoCloseable {
  private final Iterator<Supplier<List<CutTile>>> strips;
  private final OrderedWork<List<CutTile>> decoder = new OrderedWork<>("dafusion-decoder", 1, 1);
  private final Queue<CutTile> present = new ArrayDeque<>();

  DecodedAhead(Iterator<Supplier<List<CutTile>>> strips) {
    this.strips = strips;
  }

  @Override
  public boolean hasNext() {
    while (present.isEmpty()) {
      begin();
      if (decoder.isEmpty()) {
        return false;
      }
      present.addAll(decoder.take());
      begin();
    }
    return true;
  }

  private void begin() {
    if (!decoder.isFull() && strips.hasNext()) {
      decoder.add(strips.next());
    }
  }

  @Override
  public CutTile next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return present.remove();
  }

  @Override
  public void close() {
    decoder.close();
  }
}
