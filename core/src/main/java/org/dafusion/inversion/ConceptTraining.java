package org.dafusion.inversion;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.dafusion.diffusion.Posterior;
import org.dafusion.engine.Adam;
import org.dafusion.engine.AdamSettings;
import org.dafusion.engine.AdamUpdate;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.TorchRuntime;

/**
 * The training of one concept: its vectors, their optimiser and how far it has come. Begun by
 * {@link TextualInversion}, which also takes its steps; closed by whoever began it.
 *
 * <p>The vectors live on the host, wherever the networks run: they are a few thousand numbers.
 */
public final class ConceptTraining implements AutoCloseable {
  private final Concept concept;
  private final List<Views> views;
  private final List<long[]> prompts;
  private final float[] initial;
  private final NDManager manager;
  private final NDArray parameter;
  private final Adam adam;
  private final LossCurve curve;
  private final BooleanSupplier recomputes;

  /** What the parameter holds. */
  private float[] values;

  private int step;
  private double loss = Double.NaN;
  private String divergence;

  /**
   * @param views of each image of the concept
   * @param prompts token ids of each template of the recipe
   * @param recomputes whether blocks are run again in the backward pass, as of the moment
   */
  ConceptTraining(
      Concept concept,
      List<Views> views,
      List<long[]> prompts,
      AdamUpdate update,
      BooleanSupplier recomputes) {
    this.recomputes = recomputes;
    this.concept = concept;
    this.views = List.copyOf(views);
    this.prompts = List.copyOf(prompts);
    initial = flat(concept.initial());
    values = initial.clone();
    int vectors = concept.initial().size();
    manager = TorchRuntime.newManager(Device.cpu());
    parameter = manager.create(values, new Shape(vectors, initial.length / vectors));
    parameter.setRequiresGradient(true);
    curve = new LossCurve(concept.recipe().steps());
    adam = new Adam(optimiser(concept.recipe()), List.of(parameter), update);
  }

  /** What AdamW is given; recipes share all of it but rate and decay. */
  static AdamSettings optimiser(InversionRecipe recipe) {
    AdamSettings torch = AdamSettings.adamW(recipe.learningRate());
    return new AdamSettings(
        torch.learningRate(),
        torch.beta1(),
        torch.beta2(),
        torch.epsilon(),
        recipe.weightDecay(),
        torch.decoupled());
  }

  /** What is learned. */
  public Concept concept() {
    return concept;
  }

  /** Steps taken so far. */
  public int step() {
    return step;
  }

  /** Whether no step is left to take: all are taken, or the training diverged. */
  public boolean done() {
    return diverged() || step >= concept.recipe().steps();
  }

  /** Whether the loss or the vectors stopped being numbers. */
  public boolean diverged() {
    return divergence != null;
  }

  /** Where and how it diverged; null if it did not. */
  public String divergence() {
    return divergence;
  }

  /** The mean loss over the last step's batch; NaN before the first. */
  public double lastLoss() {
    return loss;
  }

  /** The mean losses of successive stretches of steps so far; see {@link LossCurve}. */
  public List<Double> losses() {
    return curve.means();
  }

  /** The vectors as they are, copied; those before it happened where the training diverged. */
  public List<float[]> vectors() {
    int count = concept.initial().size();
    int width = values.length / count;
    return IntStream.range(0, count)
        .mapToObj(i -> Arrays.copyOfRange(values, i * width, (i + 1) * width))
        .toList();
  }

  /**
   * Whether the pictures moved every vector. Weight decay moves them too, and teaches nothing, so
   * the optimiser is asked: its mean of squared gradients stays zero where none ever arrived.
   */
  public boolean moved() {
    float[] squares = adam.square(0);
    int width = values.length / concept.initial().size();
    for (int from = 0; from < squares.length; from += width) {
      if (allZero(squares, from, from + width)) {
        return false;
      }
    }
    return !Arrays.equals(values, initial);
  }

  /** 1 minus the cosine between a vector and what it began as, the mean over all vectors. */
  public double distance() {
    List<float[]> now = vectors();
    double sum = 0;
    for (int i = 0; i < now.size(); i++) {
      sum += 1 - cosine(now.get(i), concept.initial().get(i));
    }
    return sum / now.size();
  }

  /** All that the steps to come depend on, copied. */
  public TrainingState state() {
    return new TrainingState(
        step,
        values.clone(),
        adam.mean(0),
        adam.square(0),
        curve.losses(),
        loss,
        recomputes.getAsBoolean());
  }

  void restore(TrainingState state) {
    if (state.vectors().length != values.length || state.step() > concept.recipe().steps()) {
      throw new IllegalArgumentException(
          "Invalid checkpoint of %s: must have %d values and at most %d steps, found %d and %d"
              .formatted(
                  concept.placeholder(),
                  values.length,
                  concept.recipe().steps(),
                  state.vectors().length,
                  state.step()));
    }
    values = state.vectors().clone();
    parameter.set(values);
    adam.restore(state.step(), i -> state.means(), i -> state.squares());
    step = state.step();
    curve.restore(state.losses());
    loss = state.loss();
  }

  /** Samples of a step. */
  public int batch() {
    return concept.recipe().batch();
  }

  /** The posterior that a draw asks for. */
  Posterior posterior(Draw draw) {
    Views chosen = views.get(draw.image());
    return draw.flipped() ? chosen.flipped() : chosen.plain();
  }

  /** Token ids of the prompt that a draw asks for. */
  long[] prompt(Draw draw) {
    return prompts.get(draw.template());
  }

  /** The vectors one after the other; not to be changed. */
  float[] values() {
    return values;
  }

  /** Takes a step with what the rows of this concept gave back, in the order of samples. */
  void apply(List<RowGradient> rows) {
    step++;
    double lossSum = 0;
    double[] sums = new double[values.length];
    for (RowGradient row : rows) {
      lossSum += row.loss();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += row.gradient()[i];
      }
    }
    loss = lossSum / rows.size();
    curve.add(loss);
    float[] gradient = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      gradient[i] = (float) (sums[i] / rows.size());
    }
    if (!Double.isFinite(loss)) {
      divergence = "the loss was " + loss + " at step " + step;
    } else if (!allFinite(gradient)) {
      divergence = "the gradient was not finite at step " + step;
    } else {
      move(gradient);
    }
  }

  private void move(float[] gradient) {
    try (NDManager scope = TorchRuntime.newManager(Device.cpu())) {
      NDArray array = HostMemory.floats(scope, gradient, parameter.getShape());
      adam.step(concept.recipe().learningRate(step), List.of(array));
    }
    float[] moved = parameter.toFloatArray();
    if (allFinite(moved)) {
      values = moved;
    } else {
      divergence = "the vectors were not finite after step " + step;
    }
  }

  @Override
  public void close() {
    adam.close();
    manager.close();
  }

  private static float[] flat(List<float[]> vectors) {
    int width = vectors.get(0).length;
    float[] flat = new float[vectors.size() * width];
    for (int i = 0; i < vectors.size(); i++) {
      System.arraycopy(vectors.get(i), 0, flat, i * width, width);
    }
    return flat;
  }

  private static boolean allZero(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      if (values[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean allFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squareOfA = 0;
    double squareOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squareOfA += (double) a[i] * a[i];
      squareOfB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squareOfA * squareOfB);
  }

  /**
   * What the autoencoder knows of an image.
   *
   * @param flipped of its mirror image; null where the recipe flips nothing
   */
  record Views(Posterior plain, Posterior flipped) {}
}
