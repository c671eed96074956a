package org.dafusion.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** The engine of this process: loaded once, asked for devices and managers. */
public final class TorchRuntime {
  static {
    // DJL's own default is on; CompiledModel says so again on each thread
    System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    // clusters have no way out; a native library that is missing is an error, not a download
    if (System.getenv("DJL_OFFLINE") == null && System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true");
    }
  }

  /** Threads that the calling thread was told to use; 0 where it goes by the process. */
  private static final ThreadLocal<Integer> OWN_THREADS = ThreadLocal.withInitial(() -> 0);

  private static volatile int processThreads = Runtime.getRuntime().availableProcessors();

  private TorchRuntime() {}

  /** Loads the native library, if that has not happened yet. */
  public static void start() {
    engine();
  }

  /** PyTorch's version and whether this build can use GPUs, for manifests and messages. */
  public static String describe() {
    return "libtorch %s, %d GPUs".formatted(engine().getVersion(), gpuCount());
  }

  /** Number of GPUs that this build of libtorch can use; 0 for a CPU-only build. */
  public static int gpuCount() {
    return engine().getGpuCount();
  }

  /**
   * Sets how many CPU threads this process uses, from its next call of a model on: so many rows at
   * a time in {@link RowWorkers}, and so many threads for each operation in other calls, whose last
   * bits depend on it. The engine's own choice is what the environment says (Spark sets {@code
   * OMP_NUM_THREADS} on executors) or the number of cores.
   */
  public static void setThreads(int threads) {
    processThreads = threads;
    RowWorkers.setThreads(threads);
    useThreads();
  }

  /**
   * Runs work whose tensor operations use the calling thread alone, whatever {@link #setThreads}
   * says. For many small operations this is faster, by far on a machine that has other work: each
   * would wait for a second thread to be scheduled. And results are then the same for every
   * setting.
   */
  public static <T> T onOneThread(Supplier<T> work) {
    return onThreads(1, work);
  }

  /** Likewise, on a number of threads. */
  static <T> T onThreads(int threads, Supplier<T> work) {
    int before = OWN_THREADS.get();
    OWN_THREADS.set(threads);
    useThreads();
    try {
      return work.get();
    } finally {
      OWN_THREADS.set(before);
      useThreads();
    }
  }

  /** What {@link #setThreads} said. */
  static int threads() {
    return processThreads;
  }

  /**
   * Gives the calling thread its number of threads. The engine keeps the number with each thread,
   * and one that is new to it begins with whatever was set last anywhere, so every call says it
   * again.
   */
  static void useThreads() {
    start();
    JniUtils.setNumThreads(OWN_THREADS.get() > 0 ? OWN_THREADS.get() : processThreads);
  }

  /** Whether the calling thread is within {@link #onOneThread}. */
  static boolean isOnOneThread() {
    return OWN_THREADS.get() == 1;
  }

  /** Opens a manager of its own for native memory on a device; the opener closes it. */
  public static NDManager newManager(Device device) {
    return engine().newBaseManager(device);
  }

  private static Engine engine() {
    return Engine.getEngine(PtEngine.ENGINE_NAME);
  }
}
