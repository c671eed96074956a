package org.dafusion.engine;

import ai.djl.Device;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sends a batch through a network, forward and backward, as two halves at a time, each on half of
 * the process's threads. So threads seldom wait for each other, which matters by far on a machine
 * that has other work: there every operation of one big call waits for its slowest thread.
 *
 * <p>Both halves add to the same gradients, of which the engine lets one thread at a time do each.
 * The sum of two does not depend on which came first, that of three would; hence halves. The
 * gradients must be zero, or not be there, before.
 */
public final class BatchHalves {
  private static final ExecutorService OTHER =
      Executors.newSingleThreadExecutor(BatchHalves::newThread);

  private BatchHalves() {}

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "dafusion-second-half");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Calls a network for all rows: in one call on a GPU, on one thread, or for one row.
   *
   * @param device where the network runs
   * @param rows at least one
   * @param call from the rows of one call to its result; called on two threads
   * @return the results of the calls, in the order of rows
   */
  public static <I, O> List<O> map(Device device, List<I> rows, Function<List<I>, O> call) {
    int threads = TorchRuntime.threads();
    if (device.isGpu() || threads == 1 || rows.size() == 1) {
      return List.of(call.apply(rows));
    }
    // the same number for both, set back when both are done: see TorchRuntime.onAllThreads
    return TorchRuntime.onThreads(threads / 2, () -> halves(threads / 2, rows, call));
  }

  private static <I, O> List<O> halves(int threads, List<I> rows, Function<List<I>, O> call) {
    int middle = (rows.size() + 1) / 2;
    Future<O> second =
        OTHER.submit(
            () -> {
              TorchRuntime.useThreads(threads);
              return call.apply(rows.subList(middle, rows.size()));
            });
    O first;
    try {
      first = call.apply(rows.subList(0, middle));
    } catch (RuntimeException | Error e) {
      awaitAfter(e, second);
      throw e;
    }
    return List.of(first, await(second));
  }

  /**
   * Does what lies between two batches, such as a step of the optimiser, on as many threads as a
   * half has: hundreds of small operations that all threads share would wait hundreds of times.
   */
  public static <T> T between(Supplier<T> work) {
    return TorchRuntime.onThreads(Math.max(1, TorchRuntime.threads() / 2), work);
  }

  /** The caller may close the network once this returns. */
  private static void awaitAfter(Throwable failure, Future<?> second) {
    try {
      await(second);
    } catch (RuntimeException | Error e) {
      failure.addSuppressed(e);
    }
  }

  private static <O> O await(Future<O> result) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException cause) {
            throw cause;
          }
          if (e.getCause() instanceof Error cause) {
            throw cause;
          }
          throw new IllegalStateException("A half of a batch failed", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
