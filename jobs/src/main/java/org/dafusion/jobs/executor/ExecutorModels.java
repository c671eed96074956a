package org.dafusion.jobs.executor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.erasure.ErasedWeights;
import org.dafusion.huggingface.ModelFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loaded models of this process: one per device, shared by all tasks that compute there, and
 * kept for the tasks to come. A task that wants another model on the same device waits until the
 * present one is not in use, and replaces it; one that wants other erased weights in the same model
 * waits likewise, and has them exchanged. Tasks on other devices wait for neither.
 */
public final class ExecutorModels {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorModels.class);
  private static final Map<TaskDevice, Place> BY_DEVICE = new ConcurrentHashMap<>();
  private static final AtomicInteger LOADS = new AtomicInteger();
  private static final AtomicInteger SWAPS = new AtomicInteger();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ExecutorModels::closeUnused));
  }

  private ExecutorModels() {}

  /** How often this process has loaded a model, ever. */
  public static int loads() {
    return LOADS.get();
  }

  /** How often this process has put other weights in place or taken them off, ever. */
  public static int swaps() {
    return SWAPS.get();
  }

  /**
   * As {@link #borrow(Wanted, ExecutorSettings, TaskDevice, Configuration)}, with its own weights.
   */
  public static Lease borrow(
      ModelSettings model,
      String digest,
      ExecutorSettings executor,
      TaskDevice device,
      Configuration hadoop) {
    return borrow(new Wanted(model, digest, ErasedFile.NONE, false), executor, device, hadoop);
  }

  /**
   * A model on a device, loaded if it is not there. A task that wants other weights in it waits
   * until it is not in use; they are then exchanged in place, without loading it again.
   *
   * @return a lease that the caller closes; the model stays loaded after that
   * @throws UnusableDeviceException if the device has no room for the model with its weights
   */
  public static Lease borrow(
      Wanted wanted, ExecutorSettings executor, TaskDevice device, Configuration hadoop) {
    TorchRuntime.setThreads(executor.threads());
    Place place = BY_DEVICE.computeIfAbsent(device, Place::new);
    String other =
        wanted.model().precision().equals(Precision.FP32.label())
            ? "use model.precision = bf16, or a device with more memory"
            : "use a device with more memory";
    return withRoom(device, wanted.model().path(), other, () -> place.borrow(wanted, hadoop));
  }

  /**
   * Does what needs room for a model alone. Where there is none, a smaller batch would make none:
   * this is no {@link OutOfDeviceMemoryException} for those who answer one with smaller batches.
   *
   * @param remedy what may help
   * @throws UnusableDeviceException if memory runs out
   */
  static <T> T withRoom(TaskDevice device, String model, String remedy, Supplier<T> work) {
    try {
      return OutOfDeviceMemoryException.recognisedIn(work);
    } catch (OutOfDeviceMemoryException e) {
      throw new UnusableDeviceException(
          "Cannot load %s on %s because it has no room for it, before any picture: %s. %s"
              .formatted(model, device.name(), remedy, e.getMessage()),
          e);
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

  private static void closeUnused() {
    BY_DEVICE.values().forEach(Place::closeUnused);
  }

  /** A device, with the model that it holds. */
  private static final class Place {
    private final TaskDevice device;
    private Loaded present;

    Place(TaskDevice device) {
      this.device = device;
    }

    synchronized Lease borrow(Wanted wanted, Configuration hadoop) {
      while (present != null && present.users > 0 && !present.canAlsoServe(wanted)) {
        await();
      }
      if (present != null && !present.is(wanted)) {
        close();
      }
      if (present == null) {
        present = new Loaded(wanted, load(wanted.model(), device, hadoop));
      }
      try {
        present.wear(wanted.erased(), hadoop);
      } catch (RuntimeException | Error e) {
        // who knows which of its weights are in place
        closeAfter(e);
        throw e;
      }
      present.users++;
      return new Lease(this, present);
    }

    private void await() {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for the device", e);
      }
    }

    synchronized void giveBack(Loaded lent) {
      lent.users--;
      try {
        if (lent.spoilt && lent.users == 0) {
          close();
        }
      } finally {
        notifyAll();
      }
    }

    synchronized void closeUnused() {
      if (present != null && present.users == 0) {
        close();
      }
    }

    private void close() {
      Loaded closing = present;
      present = null;
      closing.close();
    }

    private void closeAfter(Throwable failure) {
      try {
        close();
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
  }

  /** The right to use a loaded model. */
  public static final class Lease implements AutoCloseable {
    private final Place place;
    private final Loaded loaded;
    private boolean open = true;

    private Lease(Place place, Loaded loaded) {
      this.place = place;
      this.loaded = loaded;
    }

    /** The model, not to be closed by the borrower. */
    public StableDiffusion model() {
      return loaded.model;
    }

    /**
     * Gives back a model whose weights may not be what they were: it serves nobody from now on, and
     * is closed as soon as no task uses it.
     */
    public void discard() {
      synchronized (place) {
        loaded.spoilt = true;
        close();
      }
    }

    @Override
    public void close() {
      synchronized (place) {
        if (open) {
          open = false;
          place.giveBack(loaded);
        }
      }
    }
  }

  /**
   * What a task asks for.
   *
   * @param digest of the model folder; a folder whose content changed is another model
   * @param erased weights to have in place
   * @param forTraining whether its weights will be changed: the task has it alone, and it never
   *     serves tasks of the other kind
   */
  public record Wanted(
      ModelSettings model, String digest, ErasedFile erased, boolean forTraining) {}

  private static final class Loaded {
    private final Wanted wanted;
    private final StableDiffusion model;
    private ErasedFile worn = ErasedFile.NONE;
    private ErasedWeights.Applied applied;
    private int users;
    private boolean spoilt;

    private Loaded(Wanted wanted, StableDiffusion model) {
      this.wanted = wanted;
      this.model = model;
    }

    /** Whether it is the same network, whatever weights it has in place. */
    private boolean is(Wanted other) {
      return !spoilt
          && isUsable()
          && wanted.model().equals(other.model())
          && wanted.digest().equals(other.digest())
          && wanted.forTraining() == other.forTraining();
    }

    /** Not where its weights could not be exchanged to the end. */
    private boolean isUsable() {
      return model.noisePredictor().model().isUsable();
    }

    private boolean canAlsoServe(Wanted other) {
      return is(other) && !other.forTraining() && worn.equals(other.erased());
    }

    private void wear(ErasedFile erased, Configuration hadoop) {
      if (worn.equals(erased)) {
        return;
      }
      SWAPS.incrementAndGet();
      if (applied != null) {
        applied.close();
        applied = null;
        worn = ErasedFile.NONE;
      }
      if (!erased.equals(ErasedFile.NONE)) {
        applied = erased.applyTo(model.noisePredictor().model(), wanted.digest(), hadoop);
        worn = erased;
      }
    }

    private void close() {
      if (applied != null) {
        applied.abandon();
      }
      model.close();
    }
  }
}
