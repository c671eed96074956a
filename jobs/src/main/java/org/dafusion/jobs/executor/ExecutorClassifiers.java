package org.dafusion.jobs.executor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.serving.SavedClassifier;

/**
 * The saved classifiers that this process has loaded: one for each device, shared by all tasks that
 * compute there, and kept for the tasks to come. A task that wants another one waits until the
 * present one is not in use, and replaces it.
 */
public final class ExecutorClassifiers {
  private static final Map<TaskDevice, Place> BY_DEVICE = new ConcurrentHashMap<>();
  private static final AtomicInteger LOADS = new AtomicInteger();

  private ExecutorClassifiers() {}

  /** How often this process has loaded a classifier, ever. */
  public static int loads() {
    return LOADS.get();
  }

  /**
   * A classifier on a device, loaded if it is not there.
   *
   * @param folder path or URL
   * @param digest of the folder; one whose content changed is another classifier
   * @return a lease that the caller closes; the classifier stays loaded after that
   * @throws UnusableDeviceException if the device has no room for it
   */
  public static Lease borrow(
      String folder,
      String digest,
      ExecutorSettings executor,
      TaskDevice device,
      Configuration hadoop) {
    TorchRuntime.setThreads(executor.threads());
    Place place = BY_DEVICE.computeIfAbsent(device, Place::new);
    return ExecutorModels.withRoom(
        device,
        folder,
        "end what else uses the device, or use another",
        () -> place.borrow(folder, digest, hadoop));
  }

  /** A device, with the classifier that it holds. */
  private static final class Place {
    private final TaskDevice device;
    private SavedClassifier present;
    private String name;
    private int users;

    Place(TaskDevice device) {
      this.device = device;
    }

    synchronized Lease borrow(String folder, String digest, Configuration hadoop) {
      String wanted = folder + " " + digest;
      while (users > 0 && !wanted.equals(name)) {
        await();
      }
      if (!wanted.equals(name)) {
        if (present != null) {
          present.close();
          present = null;
          name = null;
        }
        present = SavedClassifier.open(ModelSource.folder(folder, hadoop), device.torch());
        name = wanted;
        LOADS.incrementAndGet();
      }
      users++;
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

    synchronized void giveBack() {
      users--;
      notifyAll();
    }
  }

  /** The right to use a loaded classifier. */
  public static final class Lease implements AutoCloseable {
    private final Place place;
    private final SavedClassifier classifier;
    private boolean open = true;

    private Lease(Place place, SavedClassifier classifier) {
      this.place = place;
      this.classifier = classifier;
    }

    /** The classifier, not to be closed by the borrower. */
    public SavedClassifier classifier() {
      return classifier;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        place.giveBack();
      }
    }
  }
}
