package org.dafusion.jobs.stage;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Pieces of work that other threads do while the caller's does something else, such as having its
 * device compute. Results come in the order in which the pieces were handed in, however long each
 * took. The caller's thread alone may call the methods; at most a number of pieces are held.
 *
 * @param <T> a result
 */
public final class OrderedWork<T> implements AutoCloseable {
  private final int most;
  private final ExecutorService threads;
  private final Queue<Future<T>> pieces = new ArrayDeque<>();

  /**
   * @param name of the threads
   * @param threads that do the work
   * @param most pieces in work, or done and not yet taken
   */
  public OrderedWork(String name, int threads, int most) {
    this.most = most;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Whether there is no room for one more piece. */
  public boolean isFull() {
    return pieces.size() >= most;
  }

  /** Whether there is nothing to take. */
  public boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** Whether {@link #take} would not wait. */
  public boolean isReady() {
    return !pieces.isEmpty() && pieces.element().isDone();
  }

  /**
   * Hands in a piece.
   *
   * @throws IllegalStateException if there is no room for it
   */
  public void add(Supplier<T> piece) {
    if (isFull()) {
      throw new IllegalStateException("Cannot hold more than " + most + " pieces of work");
    }
    pieces.add(threads.submit(piece::get));
  }

  /** The result of the oldest piece, waiting for it; what it threw is thrown here. */
  public T take() {
    try {
      return pieces.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for another thread's work", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }

  /** Ends the threads, and forgets what was not taken. */
  @Override
  public void close() {
    threads.shutdownNow();
    pieces.clear();
  }
}
