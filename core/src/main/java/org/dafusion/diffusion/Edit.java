package org.dafusion.diffusion;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.schedule.TrajectoryState;

/** A request in work: where its latents are, and the rows that it takes in the batch. */
final class Edit {
  private final EditRequest request;
  private final TrajectoryState state;
  private final float[] context;
  private final float[] negativeContext;
  private final KeptPart kept;

  /**
   * Starts a request.
   *
   * @param context embeddings of its prompt
   * @param negativeContext embeddings of its negative prompt, null where it is not guided
   * @param kept what of the picture stays, null where nothing does
   */
  Edit(
      EditRequest request,
      TrajectoryState state,
      float[] context,
      float[] negativeContext,
      KeptPart kept) {
    this.request = request;
    this.state = state;
    this.context = context;
    this.negativeContext = negativeContext;
    this.kept = kept;
  }

  /** Rows that a request takes: one for its prompt, one more for the negative prompt. */
  static int rowsOf(EditRequest request) {
    return request.guided() ? 2 : 1;
  }

  EditRequest request() {
    return request;
  }

  boolean done() {
    return state.done();
  }

  float[] latents() {
    return state.sample();
  }

  /** The rows of the next call, the negative prompt's first. */
  List<NoisePredictor.Row> rows() {
    List<NoisePredictor.Row> rows = new ArrayList<>(2);
    float[] input = state.modelInput();
    if (negativeContext != null) {
      rows.add(new NoisePredictor.Row(input, state.timestep(), negativeContext));
    }
    rows.add(new NoisePredictor.Row(input, state.timestep(), context));
    return rows;
  }

  /** Takes the predictions for {@link #rows} and moves one step on. */
  void advance(List<float[]> predictions, StepObserver observer) {
    float[] guided =
        negativeContext == null
            ? predictions.get(0)
            : Guidance.apply(predictions.get(0), predictions.get(1), request.guidanceScale());
    int step = state.position();
    double timestep = state.timestep();
    state.advance(guided);
    observer.stepped(request.id(), step, timestep, guided, state.sample());
    if (kept != null) {
      state.replaceSample(kept.restored(state.sample(), step));
      observer.restored(request.id(), step, state.sample());
    }
  }
}
