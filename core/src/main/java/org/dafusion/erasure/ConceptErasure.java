package org.dafusion.erasure;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dafusion.diffusion.Guidance;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.Network;
import org.dafusion.diffusion.NoisePredictor;
import org.dafusion.diffusion.PredictionPass;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Adam;
import org.dafusion.engine.AdamSettings;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.dafusion.random.GaussianNoise;
import org.dafusion.random.Seeds;
import org.dafusion.random.UniformDraws;
import org.dafusion.schedule.TrajectoryState;

/**
 * Training that makes a UNet forget a concept: Gandikota et al. 2023, equation 7; equation 8 of the
 * DA-Fusion paper.
 *
 * <table>
 *   <caption>Notation</caption>
 *   <tr><th>here</th><th>paper</th><th>meaning</th></tr>
 *   <tr><td>e0, ep</td><td>ε_θ*(x_t, t), ε_θ*(x_t, c, t)</td><td>the original UNet, without and with the prompt</td></tr>
 *   <tr><td>en</td><td>ε_θ(x_t, c, t)</td><td>the UNet in training, with the prompt</td></tr>
 *   <tr><td>negativeGuidance</td><td>η</td><td></td></tr>
 * </table>
 *
 * <p>An iteration denoises pure noise part of the way under the prompt, and takes a step of Adam on
 * the mean of (en − (e0 − η (ep − e0)))². It works on a loaded model, which must be nobody else's
 * until this is closed and then has its original weights again.
 *
 * <p>On a CPU a training is repeatable to the bit, whatever the number of threads. On a GPU the
 * backward pass may use kernels that add in no fixed order; how far trainings differ there has not
 * been measured.
 *
 * <p>Where the device has too little memory, predictions and the backward pass go on in smaller
 * parts, and the observer is told. Too little memory for what they share ends a training with
 * {@link OutOfDeviceMemoryException}: for the copy of the weights, their gradients and the two
 * moments of Adam, and for the temporaries of a step of Adam, three times the largest weight. Such
 * a step may be half taken; the way on is from the last checkpoint.
 */
public final class ConceptErasure implements AutoCloseable {
  private final ErasureSettings settings;
  private final ErasureOrigin origin;
  private final ErasedConcept concept;
  private final ErasurePlan plan;
  private final TrainedUnet unet;
  private final Adam adam;
  private final LatentSize size;
  private final Shape contextShape;
  private final float[] empty;
  private final List<float[]> contexts;
  // nobody wants to know before the training runs
  private Consumer<String> memoryShort = message -> {};
  private final RowParts predictions = new RowParts(message -> memoryShort.accept(message));
  private int rowsAtOnce;
  private PredictionPass.Kind kind = PredictionPass.Kind.WHOLE;
  private int iterations;
  private double loss = Double.NaN;
  // until somebody is there to be told
  private long encodingNanos;

  private ConceptErasure(
      StableDiffusion model,
      ErasureSettings settings,
      ErasedConcept concept,
      ErasureOrigin origin) {
    this.settings = settings;
    this.concept = concept;
    this.origin = origin;
    plan = ErasurePlan.of(settings.preset(), model.noiseSchedule());
    size = model.vae().latentSize(settings.size(), settings.size());
    contextShape = model.textEncoder().shape();
    long start = System.nanoTime();
    empty = model.textEncoder().encode("", LearnedTokens.NONE);
    contexts =
        concept.prompts().stream()
            .map(prompt -> model.textEncoder().encode(prompt, LearnedTokens.NONE))
            .toList();
    encodingNanos = System.nanoTime() - start;
    rowsAtOnce = settings.partialLatents();
    unet = new TrainedUnet(model.noisePredictor(), settings.preset().method());
    try {
      adam =
          new Adam(
              AdamSettings.adam(settings.preset().learningRate()),
              List.copyOf(unet.weights().values()));
    } catch (RuntimeException e) {
      unet.close();
      throw e;
    }
  }

  /**
   * A training at its beginning.
   *
   * @param model with a UNet in 32 bits
   * @param modelDigest of its folder, which the result will name as what it changes
   */
  public static ConceptErasure begin(
      StableDiffusion model, String modelDigest, ErasureSettings settings, ErasedConcept concept) {
    return new ConceptErasure(
        model, settings, concept, new ErasureOrigin(modelDigest, concept, settings));
  }

  /** Iterations done so far. */
  public int iterations() {
    return iterations;
  }

  /** Does what is left of the iterations, unless training leaves the range of numbers before. */
  public ErasureResult run(ErasureObserver observer) {
    memoryShort = observer::memoryShort;
    observer.worked(Network.TEXT_ENCODER, encodingNanos);
    encodingNanos = 0;
    int wanted = settings.preset().iterations();
    while (iterations < wanted) {
      long start = System.nanoTime();
      step();
      observer.worked(Network.UNET, System.nanoTime() - start);
      if (!Double.isFinite(loss)) {
        return diverged("the loss is " + loss);
      }
      observer.stepped(iterations, loss);
      if (iterations % settings.checkpointEvery() == 0 && iterations < wanted) {
        observer.checkpointDue(this);
      }
    }
    for (String key : unet.weights().keySet()) {
      if (!isFinite(unet.values(key))) {
        return diverged("the weight " + key + " is not finite");
      }
    }
    return new ErasureResult(iterations, loss, null);
  }

  private ErasureResult diverged(String found) {
    String reason =
        "training diverged: %s after iteration %d of %d at a learning rate of %s"
            .formatted(
                found,
                iterations,
                settings.preset().iterations(),
                settings.preset().learningRate());
    return new ErasureResult(iterations, loss, reason);
  }

  /** One iteration; answers its loss. A loss that is no number moves no weight. */
  double step() {
    long seed = Seeds.derive(settings.seed(), concept.name(), iterations);
    UniformDraws draws = new UniformDraws(seed);
    float[] context = contexts.get(draws.below(contexts.size()));
    List<ErasurePlan.Level> levels = plan.draw(draws, settings.partialLatents());
    float[] noise = GaussianNoise.of(Seeds.derive(seed, "noise"), size.count());
    Supplier<List<NoisePredictor.Row>> sampling = () -> partlyDenoised(noise, levels, context);
    Questions questions;
    if (settings.preset().samplesFrozen()) {
      questions = unet.asItWas(() -> ask(sampling.get()));
    } else {
      List<NoisePredictor.Row> rows = sampling.get();
      questions = unet.asItWas(() -> ask(rows));
    }
    return learn(questions.rows(), questions.targets());
  }

  /** One trajectory; a row with the prompt for each of its places, in their order. */
  List<NoisePredictor.Row> partlyDenoised(
      float[] noise, List<ErasurePlan.Level> levels, float[] context) {
    TrajectoryState state = plan.trajectory().beginFromNoise(noise);
    Map<Integer, float[]> latents = new TreeMap<>();
    int furthest = levels.stream().mapToInt(ErasurePlan.Level::steps).max().orElseThrow();
    latents.put(0, state.sample());
    while (state.position() < furthest) {
      state.advance(guided(state, context));
      latents.put(state.position(), state.sample());
    }
    return levels.stream()
        .map(level -> new NoisePredictor.Row(latents.get(level.steps()), level.timestep(), context))
        .toList();
  }

  /** The prediction that a step of the trajectory takes. */
  float[] guided(TrajectoryState state, float[] context) {
    double guidance = settings.preset().startGuidance();
    // below one the prompt counts for less, and at zero not at all
    float[] input = state.modelInput();
    List<NoisePredictor.Row> rows = new ArrayList<>();
    rows.add(new NoisePredictor.Row(input, state.timestep(), context));
    if (guidance == 1) {
      return predict(rows).get(0);
    }
    rows.add(new NoisePredictor.Row(input, state.timestep(), empty));
    List<float[]> predicted = predict(rows);
    return Guidance.apply(predicted.get(1), predicted.get(0), guidance);
  }

  /** What the network that is in place says: e0 − η (ep − e0) for each row. */
  private Questions ask(List<NoisePredictor.Row> rows) {
    List<NoisePredictor.Row> both = new ArrayList<>();
    for (NoisePredictor.Row row : rows) {
      both.add(new NoisePredictor.Row(row.sample(), row.timestep(), empty));
      both.add(row);
    }
    List<float[]> predicted = predict(both);
    List<float[]> targets = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      targets.add(
          target(
              predicted.get(2 * i),
              predicted.get(2 * i + 1),
              settings.preset().negativeGuidance()));
    }
    return new Questions(rows, targets);
  }

  /** The right side of equation 8. */
  static float[] target(float[] e0, float[] ep, double negativeGuidance) {
    float eta = (float) negativeGuidance;
    float[] target = new float[e0.length];
    for (int i = 0; i < target.length; i++) {
      target[i] = e0[i] - eta * (ep[i] - e0[i]);
    }
    return target;
  }

  private List<float[]> predict(List<NoisePredictor.Row> rows) {
    return predictions.map(
        rows, part -> unet.predictor().predictNoise(part, part.size(), size, contextShape));
  }

  /** A step of Adam, in parts where the device has too little memory for all rows at once. */
  double learn(List<NoisePredictor.Row> rows, List<float[]> targets) {
    adam.clearGradients();
    boolean repeat = true;
    while (repeat) {
      try {
        loss = gradients(rows, targets);
        repeat = false;
      } catch (OutOfDeviceMemoryException e) {
        if (rowsAtOnce == 1 && kind == PredictionPass.Kind.CHECKPOINTED) {
          throw e;
        }
        shrink(e.getMessage());
        adam.clearGradients();
      }
    }
    if (Double.isFinite(loss)) {
      adam.step();
      iterations++;
    }
    return loss;
  }

  private void shrink(String failure) {
    if (rowsAtOnce > 1) {
      rowsAtOnce = (rowsAtOnce + 1) / 2;
      memoryShort.accept(
          "%s; iterations go on with %d latents at a time".formatted(failure, rowsAtOnce));
    } else {
      kind = PredictionPass.Kind.CHECKPOINTED;
      memoryShort.accept(failure + "; iterations go on with one block of the UNet at a time");
    }
  }

  private double gradients(List<NoisePredictor.Row> rows, List<float[]> targets) {
    double sum = 0;
    for (int from = 0; from < rows.size(); from += rowsAtOnce) {
      int to = Math.min(rows.size(), from + rowsAtOnce);
      double share = (double) (to - from) / rows.size();
      sum +=
          unet.addGradients(
              rows.subList(from, to), targets.subList(from, to), size, contextShape, share, kind);
    }
    return sum;
  }

  /** The UNet in training. */
  TrainedUnet unet() {
    return unet;
  }

  /** Writes all that {@link #resume} needs; about three times the size of the trained weights. */
  public void save(Path checkpoint) throws IOException {
    ErasureCheckpoint.write(checkpoint, origin, loss, unet, adam);
  }

  /**
   * Goes on from a checkpoint; on a CPU, to the same bits as without an interruption.
   *
   * @throws org.dafusion.huggingface.ModelArtefactException if it is not one of this training
   */
  public void resume(Path checkpoint) {
    ErasureCheckpoint.Progress known = ErasureCheckpoint.read(checkpoint, origin, unet, adam);
    iterations = known.iterations();
    loss = known.loss();
  }

  /** Writes the weights that training has changed; see {@link ErasedWeights}. */
  public void write(Path file) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>(origin.metadata());
    metadata.put(ErasedWeights.LOSS, Double.toString(loss));
    ErasedWeights.write(file, unet, settings.type(), metadata);
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** Puts the original weights back. */
  @Override
  public void close() {
    try {
      adam.close();
    } finally {
      unet.close();
    }
  }

  /** Rows for the UNet in training, and what it should answer. */
  private record Questions(List<NoisePredictor.Row> rows, List<float[]> targets) {}
}
