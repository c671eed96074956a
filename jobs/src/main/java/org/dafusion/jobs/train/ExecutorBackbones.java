package org.dafusion.jobs.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.classifier.Backbone;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.classifier.ClassifierSettings;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.jobs.executor.LocalBackbone;
import org.dafusion.jobs.executor.TaskDevice;

/**
 * The backbones of an executor process: one for each task that trains at the same time, loaded once
 * and kept for the tasks that come after. Who wants another one on a device closes what lies idle
 * there.
 */
final class ExecutorBackbones {
  private static final Map<List<Object>, Deque<Backbone>> IDLE = new HashMap<>();

  private ExecutorBackbones() {}

  /** A backbone that is one task's until it gives it back. */
  record Lease(List<Object> key, Backbone backbone) implements AutoCloseable {
    @Override
    public void close() {
      synchronized (IDLE) {
        IDLE.computeIfAbsent(key, k -> new ArrayDeque<>()).push(backbone);
      }
    }
  }

  /**
   * Lends the backbone that settings name.
   *
   * @param digest that it must have
   * @throws ModelArtefactException if this machine's file is absent or another
   */
  static Lease borrow(ClassifierSettings settings, String digest, TaskDevice device) {
    List<Object> key = List.of(digest, device.name());
    synchronized (IDLE) {
      Deque<Backbone> idle = IDLE.get(key);
      if (idle != null && !idle.isEmpty()) {
        return new Lease(key, idle.pop());
      }
      closeOthers(key);
    }
    BackboneSource source = LocalBackbone.of(settings);
    if (!source.digest().equals(digest)) {
      throw new ModelArtefactException(
          "Cannot use the backbone %s of this executor because its SHA-256 is %s, and %s on the driver"
              .formatted(settings.backbone(), source.digest(), digest));
    }
    return new Lease(key, Backbone.load(source, device.torch()));
  }

  private static void closeOthers(List<Object> key) {
    IDLE.forEach(
        (other, idle) -> {
          if (other.get(1).equals(key.get(1)) && !other.equals(key)) {
            idle.forEach(Backbone::close);
            idle.clear();
          }
        });
  }
}
