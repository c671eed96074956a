package org.dafusion.jobs.classify;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * The tiles of strips, one after the other. The next strip is decoded by another thread while those
 * of the present one are classified, so a device need not wait for a decoder. Strips themselves are
 * asked for by the caller's thread.
 */
final class DecodedAhead implements Iterator<CutTile>, AutoCloseable {
  private final Iterator<Supplier<List<CutTile>>> strips;
  private final ExecutorService decoder =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "dafusion-decoder");
            thread.setDaemon(true);
            return thread;
          });
  private final Queue<CutTile> present = new ArrayDeque<>();
  private Future<List<CutTile>> next;

  DecodedAhead(Iterator<Supplier<List<CutTile>>> strips) {
    this.strips = strips;
  }

  @Override
  public boolean hasNext() {
    while (present.isEmpty()) {
      if (next == null && !begin()) {
        return false;
      }
      Future<List<CutTile>> decoded = next;
      next = null;
      present.addAll(result(decoded));
      begin();
    }
    return true;
  }

  private boolean begin() {
    if (!strips.hasNext()) {
      return false;
    }
    next = decoder.submit(strips.next()::get);
    return true;
  }

  private static List<CutTile> result(Future<List<CutTile>> decoded) {
    try {
      return decoded.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while an image was decoded", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
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
    decoder.shutdownNow();
  }
}
