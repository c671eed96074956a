package org.dafusion.diffusion;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.image.Image;
import org.dafusion.schedule.Trajectory;
import org.dafusion.schedule.TrajectoryState;

/** The batch of {@link ImageToImage}, kept full until the requests run out. */
final class EditBatch implements Iterator<EditResult> {
  private final StableDiffusion model;
  private final EditSettings settings;
  private final LearnedTokens tokens;
  private final NoiseSource noise;
  private final StepObserver observer;
  private final Iterator<EditRequest> requests;
  private final LatentSize size;
  private final Shape contextShape;
  private final Map<Double, Trajectory> plans = new HashMap<>();
  private final Map<String, Posterior> posteriors;
  private final List<Edit> active = new ArrayList<>();
  private final Queue<EditResult> finished = new ArrayDeque<>();
  private EditRequest waiting;

  EditBatch(
      StableDiffusion model,
      EditSettings settings,
      LearnedTokens tokens,
      NoiseSource noise,
      StepObserver observer,
      Iterator<EditRequest> requests) {
    this.model = model;
    this.settings = settings;
    this.tokens = tokens;
    this.noise = noise;
    this.observer = observer;
    this.requests = requests;
    size = model.vae().latentSize(settings.width(), settings.height());
    contextShape = model.textEncoder().shape();
    int remembered = settings.rows();
    // repeats of a source follow each other, so the last few encodings are all that can be used
    // again
    posteriors =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Posterior> eldest) {
            return size() > remembered;
          }
        };
  }

  /**
   * {@inheritDoc}
   *
   * @throws OutOfDeviceMemoryException if memory runs out, whichever network was at work
   */
  @Override
  public boolean hasNext() {
    return OutOfDeviceMemoryException.recognisedIn(this::finishNext);
  }

  private boolean finishNext() {
    while (finished.isEmpty()) {
      fill();
      if (active.isEmpty()) {
        return !finished.isEmpty();
      }
      step();
    }
    return true;
  }

  @Override
  public EditResult next() {
    if (!hasNext()) {
      throw new NoSuchElementException("All requests are done");
    }
    return finished.remove();
  }

  /** Starts requests while there is room for the next one, strictly in their order. */
  private void fill() {
    int free = settings.rows() - active.stream().mapToInt(e -> Edit.rowsOf(e.request())).sum();
    while (true) {
      if (waiting == null && requests.hasNext()) {
        waiting = requests.next();
      }
      if (waiting == null || Edit.rowsOf(waiting) > free) {
        return;
      }
      free -= Edit.rowsOf(waiting);
      Edit edit = begin(waiting);
      waiting = null;
      if (edit.done()) {
        // so little strength that no step is left
        finish(List.of(edit));
        return;
      }
      active.add(edit);
    }
  }

  private Edit begin(EditRequest request) {
    float[] gaussian = noise.start(request, size.count());
    Trajectory plan = plans.computeIfAbsent(request.strength(), this::plan);
    TrajectoryState state;
    KeptPart kept = null;
    if (request.source() == null) {
      state = plan.beginFromNoise(gaussian);
    } else if (request.repaint() == null) {
      state = plan.begin(clean(request), gaussian);
    } else {
      MaskBlend blend = settings.maskBlend();
      float[] clean = clean(request);
      state = blend.begin(plan, request.strength(), clean, gaussian);
      kept = new KeptPart(request.repaint(), size, blend, plan, clean, gaussian);
    }
    float[] context = encoded(request.prompt());
    float[] negative = request.guided() ? encoded(request.negativePrompt()) : null;
    return new Edit(request, state, context, negative, kept);
  }

  private float[] encoded(String prompt) {
    return timed(Network.TEXT_ENCODER, () -> model.textEncoder().encode(prompt, tokens));
  }

  private <T> T timed(Network network, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    observer.worked(network, System.nanoTime() - start);
    return result;
  }

  /** The source's latents. */
  private float[] clean(EditRequest request) {
    Image source = request.source();
    if (source.width() != settings.width() || source.height() != settings.height()) {
      throw new IllegalArgumentException(
          "Invalid source %s: must have the working size %d x %d, found %d x %d"
              .formatted(
                  request.sourceId(),
                  settings.width(),
                  settings.height(),
                  source.width(),
                  source.height()));
    }
    Posterior posterior =
        posteriors.computeIfAbsent(
            request.sourceId(), id -> timed(Network.VAE, () -> model.vae().encode(source)));
    return posterior.sample(noise.posterior(request, size.count()), model.vae().scalingFactor());
  }

  private Trajectory plan(double strength) {
    return model.noiseSchedule().trajectory(settings.scheduler(), settings.steps(), strength);
  }

  /** One call of the noise predictor, one step for every request in work. */
  private void step() {
    List<NoisePredictor.Row> rows = new ArrayList<>(settings.rows());
    active.forEach(edit -> rows.addAll(edit.rows()));
    List<float[]> predictions =
        timed(
            Network.UNET,
            () -> model.noisePredictor().predictNoise(rows, settings.rows(), size, contextShape));
    List<Edit> done = new ArrayList<>();
    int row = 0;
    for (Iterator<Edit> edits = active.iterator(); edits.hasNext(); ) {
      Edit edit = edits.next();
      int next = row + Edit.rowsOf(edit.request());
      edit.advance(predictions.subList(row, next), observer);
      row = next;
      if (edit.done()) {
        edits.remove();
        done.add(edit);
      }
    }
    finish(done);
  }

  /** Pictures that end together are judged together. */
  private void finish(List<Edit> edits) {
    List<float[]> latents = edits.stream().map(Edit::latents).toList();
    List<Optional<Image>> images = timed(Network.VAE, () -> model.vae().decodeAll(latents, size));
    List<Image> decoded = images.stream().flatMap(Optional::stream).toList();
    Iterator<Boolean> safe = timed(Network.SAFETY_CHECKER, () -> model.areSafe(decoded)).iterator();
    for (int i = 0; i < edits.size(); i++) {
      String id = edits.get(i).request().id();
      finished.add(
          images
              .get(i)
              .map(image -> judged(id, image, safe.next()))
              .orElseGet(
                  () -> new EditResult.Refused(id, "the denoised latents are not finite numbers")));
    }
  }

  private static EditResult judged(String id, Image image, boolean safe) {
    return safe
        ? new EditResult.Edited(id, image)
        : new EditResult.Flagged(id, "the safety checker found a concept that it blocks");
  }
}
