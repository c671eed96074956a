package org.dafusion.jobs.executor;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loaded models of this process: one per device, shared by all tasks that compute there, and
 * kept for the tasks to come. A task that wants another model on the same device waits until the
 * present one is not in use, and replaces it.
 */
public final class ExecutorModels {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorModels.class);
  private static final Map<TaskDevice, Loaded> BY_DEVICE = new HashMap<>();
  private static final AtomicInteger LOADS = new AtomicInteger();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ExecutorModels::closeUnused));
  }

  private ExecutorModels() {}

  /** How often this process has loaded a model, ever. */
  public static int loads() {
    return LOADS.get();
  }

  /**
   * The model of some settings on a device, loaded if it is not there.
   *
   * @param digest of the model folder; a folder whose content changed is another model
   * @return a lease that the caller closes; the model stays loaded after that
   */
  public static Lease borrow(
      ModelSettings model,
      String digest,
      ExecutorSettings executor,
      TaskDevice device,
      Configuration hadoop) {
    TorchRuntime.setThreads(executor.threads());
    synchronized (BY_DEVICE) {
      Loaded present = BY_DEVICE.get(device);
      while (present != null && !present.is(model, digest) && present.users > 0) {
        await();
        present = BY_DEVICE.get(device);
      }
      if (present != null && !present.is(model, digest)) {
        BY_DEVICE.remove(device);
        present.close();
        present = null;
      }
      if (present == null) {
        present = new Loaded(model, digest, load(model, device, hadoop));
        BY_DEVICE.put(device, present);
      }
      present.users++;
      return new Lease(present);
    }
  }

  private static StableDiffusion load(
      ModelSettings model, TaskDevice device, Configuration hadoop) {
    long start = System.nanoTime();
    ModelFolder folder = ModelSource.open(model, hadoop);
    StableDiffusion loaded =
        StableDiffusion.load(
            folder, Precision.parse(model.precision()), device.torch(), model.check(folder));
    LOADS.incrementAndGet();
    LOG.info(
        "Loaded {} on {} in {} s",
        model.path(),
        device.name(),
        (System.nanoTime() - start) / 1_000_000_000);
    return loaded;
  }

  private static void await() {
    try {
      BY_DEVICE.wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the device", e);
    }
  }

  private static void closeUnused() {
    synchronized (BY_DEVICE) {
      BY_DEVICE.values().removeIf(loaded -> loaded.users == 0 && loaded.close());
    }
  }

  /** The right to use a loaded model. */
  public static final class Lease implements AutoCloseable {
    private final Loaded loaded;
    private boolean open = true;

    private Lease(Loaded loaded) {
      this.loaded = loaded;
    }

    /** The model, not to be closed by the borrower. */
    public StableDiffusion model() {
      return loaded.model;
    }

    @Override
    public void close() {
      synchronized (BY_DEVICE) {
        if (open) {
          open = false;
          loaded.users--;
          BY_DEVICE.notifyAll();
        }
      }
    }
  }

  private static final class Loaded {
    private final ModelSettings settings;
    private final String digest;
    private final StableDiffusion model;
    private int users;

    private Loaded(ModelSettings settings, String digest, StableDiffusion model) {
      this.settings = settings;
      this.digest = digest;
      this.model = model;
    }

    private boolean is(ModelSettings otherSettings, String otherDigest) {
      return settings.equals(otherSettings) && digest.equals(otherDigest);
    }

    private boolean close() {
      model.close();
      return true;
    }
  }
}
