package org.dafusion.classifier;

import org.dafusion.random.Seeds;
import org.dafusion.random.UniformDraws;

/** The batches of a trial, one after the other: which pictures, and which of their views. */
final class TrainingDraws {
  private final TrainingPool pool;
  private final UniformDraws random;
  private final int views;
  private final int[] places;
  private final int[] drawnViews;
  private long draws;

  /**
   * @param views kept of each picture
   */
  TrainingDraws(TrainingPool pool, ClassifierSettings settings, int views) {
    this.pool = pool;
    this.random = new UniformDraws(Seeds.derive(settings.seed(), "mixing"));
    this.views = views;
    this.places = new int[settings.batch()];
    this.drawnViews = new int[settings.batch()];
  }

  /** Draws the next batch. */
  void next() {
    for (int i = 0; i < places.length; i++) {
      places[i] = pool.drawPlace(random);
      drawnViews[i] = random.below(views);
    }
    draws += places.length;
  }

  /** Size of the batch. */
  int size() {
    return places.length;
  }

  /** The picture at a place of the present batch, by its place in the pool. */
  int place(int i) {
    return places[i];
  }

  /** Which of its kept views. */
  int view(int i) {
    return drawnViews[i];
  }

  /** Number of that draw, counted from the trial's beginning. */
  long number(int i) {
    return draws - places.length + i;
  }
}
