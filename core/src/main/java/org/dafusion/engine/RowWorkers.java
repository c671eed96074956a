package org.dafusion.engine;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Sends the rows of a batch through a network so that no row's result depends on the others.
 *
 * <p>On a GPU they go together, in one call. On a CPU each row is a call of its own on one thread,
 * and several rows run at a time. In a call of many rows the last bits of a row depend on its place
 * there: what is left over where tiles, vector registers or the shares of threads end is computed
 * by other instructions, which round otherwise. By rows the results are also the same for any
 * number of threads, and as fast where a row is work enough.
 */
public final class RowWorkers {
  private static final ThreadPoolExecutor WORKERS = newWorkers();

  private RowWorkers() {}

  private static ThreadPoolExecutor newWorkers() {
    int threads = Runtime.getRuntime().availableProcessors();
    return new ThreadPoolExecutor(
        threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), RowWorkers::newWorker);
  }

  private static Thread newWorker(Runnable work) {
    Thread thread = new Thread(work, "dafusion-row-worker");
    thread.setDaemon(true);
    return thread;
  }

  static void setThreads(int threads) {
    // the pool refuses a core size above its maximum at any moment
    if (threads > WORKERS.getMaximumPoolSize()) {
      WORKERS.setMaximumPoolSize(threads);
      WORKERS.setCorePoolSize(threads);
    } else {
      WORKERS.setCorePoolSize(threads);
      WORKERS.setMaximumPoolSize(threads);
    }
  }

  /**
   * Calls a network for all rows. Not to be called from within such a call.
   *
   * @param device where the network runs
   * @param rows what each row holds
   * @param call from the rows of one call, at least one, to a result for each; called on other
   *     threads, several at a time
   * @return one result for each row, in their order
   */
  public static <I, O> List<O> map(Device device, List<I> rows, Function<List<I>, List<O>> call) {
    if (rows.isEmpty()) {
      return List.of();
    }
    if (device.isGpu()) {
      return call.apply(rows);
    }
    List<Future<List<O>>> calls = new ArrayList<>();
    for (I row : rows) {
      calls.add(WORKERS.submit(() -> call.apply(List.of(row))));
    }
    return join(calls);
  }

  /** Waits for all, also where one fails: the caller may close the network once this returns. */
  private static <O> List<O> join(List<Future<List<O>>> calls) {
    List<O> results = new ArrayList<>();
    Throwable failure = null;
    boolean interrupted = false;
    for (Future<List<O>> call : calls) {
      boolean waiting = true;
      while (waiting) {
        try {
          results.addAll(call.get());
          waiting = false;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          failure = failure == null ? e.getCause() : failure;
          waiting = false;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return results;
  }
}
