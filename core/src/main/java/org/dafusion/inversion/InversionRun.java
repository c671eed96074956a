package org.dafusion.inversion;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Trains concepts one after the other, as many at a time as a call of the device has rows: when one
 * ends, the next takes its place. A concept's result does not depend on which others are in work.
 */
public final class InversionRun {
  private final TextualInversion trainer;
  private final int rows;
  private final int checkpointEvery;
  private final InversionListener listener;
  private final List<ConceptTraining> active = new ArrayList<>();
  private Concept waiting;

  /**
   * @param trainer stays the caller's
   */
  public InversionRun(
      TextualInversion trainer, InversionSettings settings, InversionListener listener) {
    this.trainer = trainer;
    rows = trainer.rowsAtOnce();
    checkpointEvery = settings.checkpointEvery();
    this.listener = listener;
  }

  /**
   * Trains all.
   *
   * @param concepts asked for one by one, when there is room
   * @param checkpoints where a concept stood when it was interrupted; null where it is new
   */
  public void run(Iterator<Concept> concepts, Function<Concept, TrainingState> checkpoints) {
    try {
      long steps = 0;
      while (true) {
        fill(concepts, checkpoints);
        if (active.isEmpty()) {
          return;
        }
        long begin = System.nanoTime();
        trainer.step(active);
        steps++;
        listener.stepped(List.copyOf(active), (System.nanoTime() - begin) * 1e-9);
        endThoseDone();
        if (steps % checkpointEvery == 0 && !active.isEmpty()) {
          listener.checkpointDue(List.copyOf(active));
        }
      }
    } finally {
      active.forEach(ConceptTraining::close);
      active.clear();
      waiting = null;
    }
  }

  /** Lets concepts in while there is room for the next one, strictly in their order. */
  private void fill(Iterator<Concept> concepts, Function<Concept, TrainingState> checkpoints) {
    while (true) {
      if (waiting == null && concepts.hasNext()) {
        waiting = concepts.next();
      }
      if (waiting == null || !fits(waiting)) {
        return;
      }
      TrainingState state = checkpoints.apply(waiting);
      active.add(state == null ? trainer.begin(waiting) : trainer.resume(waiting, state));
      waiting = null;
      endThoseDone();
    }
  }

  /** One that alone is too large for a call goes in several calls. */
  private boolean fits(Concept concept) {
    int taken = active.stream().mapToInt(ConceptTraining::batch).sum();
    return active.isEmpty() || taken + concept.recipe().batch() <= rows;
  }

  private void endThoseDone() {
    for (Iterator<ConceptTraining> each = active.iterator(); each.hasNext(); ) {
      ConceptTraining training = each.next();
      if (training.done()) {
        each.remove();
        try (training) {
          listener.finished(training);
        }
      }
    }
  }
}
