package org.dafusion.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
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

  /** Threads that an operation of the calling thread shares its work among. */
  private static final ThreadLocal<Integer> OWN_THREADS = ThreadLocal.withInitial(() -> 1);

  private static volatile NativeLibrary library;
  private static volatile int processThreads = Runtime.getRuntime().availableProcessors();

  private TorchRuntime() {}

  /**
   * Loads the native library, if that has not happened yet.
   *
   * @throws MissingNativeLibraryException if it is not there, or cannot be loaded
   */
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
   * Bytes that a GPU has free. What the engine holds there without use is given back first.
   *
   * @param gpu one that {@link #gpuCount} counts
   */
  public static long freeMemory(Device gpu) {
    start();
    JniUtils.emptyCudaCache();
    MemoryUsage usage = CudaUtils.getGpuMemory(gpu);
    return usage.getMax() - usage.getUsed();
  }

  /** Whether this process has a libtorch for GPUs, whether it can use one or not. */
  public static boolean isForGpus() {
    return NativeLibrary.find().hasCuda();
  }

  /** Bytes of a GPU in use, by whichever process, with what the engine holds there without use. */
  public static long usedMemory(Device gpu) {
    start();
    return CudaUtils.getGpuMemory(gpu).getUsed();
  }

  /**
   * Sets how many CPU threads this process uses: so many rows at a time in {@link RowWorkers}, and
   * so many threads in {@link #onAllThreads}. Outside of that an operation has the thread that
   * calls it, whatever the environment says (Spark sets {@code OMP_NUM_THREADS} on executors): it
   * is faster for many small operations, by far on a machine that has other work, and its last bits
   * are the same for every number.
   */
  public static void setThreads(int threads) {
    processThreads = threads;
    RowWorkers.setThreads(threads);
    useThreads();
  }

  /**
   * Runs work whose operations share all threads of {@link #setThreads}, on whose number their last
   * bits depend. For processes that do nothing else meanwhile: the libraries below keep one number
   * for all matrix products, so those of other threads would change with it.
   */
  public static <T> T onAllThreads(Supplier<T> work) {
    return onThreads(processThreads, work);
  }

  /** Runs work whose operations share a number of threads. */
  static <T> T onThreads(int threads, Supplier<T> work) {
    int before = OWN_THREADS.get();
    useThreads(threads);
    try {
      return work.get();
    } finally {
      useThreads(before);
    }
  }

  /** Gives the calling thread a number of threads from now on. */
  static void useThreads(int threads) {
    OWN_THREADS.set(threads);
    useThreads();
  }

  /** What {@link #setThreads} said. */
  public static int threads() {
    return processThreads;
  }

  /**
   * Gives the calling thread its number of threads. The engine keeps the number with each thread,
   * and one that is new to it begins with whatever was set last anywhere, so every call says it
   * again.
   */
  static void useThreads() {
    start();
    // asking makes the engine begin with the thread; else it does so within the first operation,
    // and forgets what it was told here
    JniUtils.getNumThreads();
    JniUtils.setNumThreads(OWN_THREADS.get());
  }

  /** Whether an operation of the calling thread has that thread alone. */
  static boolean isOnOneThread() {
    return OWN_THREADS.get() == 1;
  }

  /** Opens a manager of its own for native memory on a device; the opener closes it. */
  public static NDManager newManager(Device device) {
    return engine().newBaseManager(device);
  }

  private static Engine engine() {
    if (library == null) {
      library = NativeLibrary.find();
    }
    try {
      return Engine.getEngine(PtEngine.ENGINE_NAME);
    } catch (EngineException | LinkageError e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      throw new MissingNativeLibraryException(
          "Cannot load libtorch %s for %s from %s because %s"
              .formatted(library.version(), library.flavor(), library.place(), root.getMessage()),
          e);
    }
  }
}
