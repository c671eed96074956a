package org.dafusion.pretrain;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dafusion.engine.BatchHalves;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.image.Image;
import org.dafusion.model.AutoencoderKL;
import org.dafusion.random.GaussianNoise;
import org.dafusion.random.Seeds;
import org.dafusion.random.ShuffledPasses;
import org.dafusion.report.ContactSheet;
import org.dafusion.transform.ColourJitter;
import org.dafusion.transform.ImageBatch;
import org.dafusion.transform.Normalisation;

/**
 * The training of the autoencoder: minimises w₁ E|x − x̂| + w₂ E(x − x̂)² + w KL(q(z|x) ‖ N(0, 1))
 * + v d(x, x̂), with x̂ decoded from a sample z of the posterior q. The first three are means, over
 * samples of the image and over latents; d is the {@link PerceptualDistance}, where it is wanted
 * (Rombach et al. 2022, appendix G, have such a term too, and an adversarial one).
 */
public final class VaeTraining implements PartTraining {
  private static final String COMPONENT = "vae";

  /** Images that the scaling factor is measured on, at most. */
  private static final int SCALED_BY = 2048;

  private static final int SHOWN = 8;
  private static final int TILE = 96;

  private final VaeRecipe recipe;
  private final TrainingImages images;
  private final PretrainSettings settings;
  private final AutoencoderKL definition;
  private final CompiledModel network;
  private final TrainedWeights weights;

  /** Null where it has no weight. */
  private final PerceptualDistance perceptual;

  private final ShuffledPasses order;
  private final List<View> views;
  private final ColourJitter colours;
  private final int latents;

  private VaeTraining(
      ModelFolder folder, PretrainSettings settings, TrainingImages images, Device device) {
    this.settings = settings;
    this.recipe = settings.vae();
    this.images = images;
    definition = AutoencoderKL.from(folder.config(COMPONENT));
    int side = images.size() / definition.downsamplingFactor();
    latents = definition.latentChannels() * side * side;
    order = images.order(settings.seed());
    views = View.of(recipe.symmetries());
    colours = new ColourJitter(recipe.jitter(), recipe.hue());
    try (Weights file = folder.weights(COMPONENT)) {
      network = new ModelCompiler(device, Precision.FP32).compile(definition, file);
    }
    try {
      weights = new TrainedWeights(recipe.training(), Map.of(COMPONENT, network));
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
    try {
      perceptual =
          recipe.isPerceptual()
              ? PerceptualDistance.of(Path.of(recipe.perceptualNetwork()), device)
              : null;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * A training at its beginning.
   *
   * @param folder whose autoencoder has weights; see {@link InitialWeights}
   * @param images whose size is a multiple of the autoencoder's factor
   */
  public static VaeTraining begin(
      ModelFolder folder, PretrainSettings settings, TrainingImages images, Device device) {
    return new VaeTraining(folder, settings, images, device);
  }

  /** The autoencoder in training. */
  CompiledModel network() {
    return network;
  }

  @Override
  public long step() {
    return weights.steps();
  }

  @Override
  public Map<String, Double> advance() {
    long step = weights.steps();
    long seed = Seeds.derive(settings.seed(), COMPONENT, Long.toString(step));
    int batch = recipe.training().batch();
    float[] noise = GaussianNoise.of(seed, batch * latents);
    List<Row> rows = new ArrayList<>(batch);
    for (int i = 0; i < batch; i++) {
      Image image = images.train().get(order.at(step * batch + i)).image();
      double turn = Seeds.unit(seed, "view", Integer.toString(i));
      Image view = views.get((int) (turn * views.size())).of(image);
      Image coloured = colours.apply(view, Seeds.derive(seed, "jitter", i));
      rows.add(new Row(coloured, Arrays.copyOfRange(noise, i * latents, (i + 1) * latents)));
    }
    Map<String, Double> losses = new LinkedHashMap<>();
    BatchHalves.map(network.device(), rows, half -> gradients(half, batch))
        .forEach(half -> half.forEach((name, loss) -> losses.merge(name, loss, Double::sum)));
    TrainingDivergedException.check(losses, step + 1, COMPONENT);
    losses.put("gradient", weights.step());
    return losses;
  }

  /** Adds the gradients of some rows of a batch, with their share; answers their losses so. */
  Map<String, Double> gradients(List<Row> rows, int batch) {
    try (NDManager scope = TorchRuntime.newManager(network.device());
        Gradients gradients = Gradients.record()) {
      NDArray pixels =
          ImageBatch.pixels(scope, rows.stream().map(Row::image).toList(), Normalisation.HALF);
      // a convolution must have a gradient to give to its input; see PredictionPass.leafOf
      pixels.setRequiresGradient(true);
      NDList posterior = network.call(gradients, "encode", pixels);
      NDArray mean = posterior.get(0);
      NDArray logVariance = posterior.get(1);
      NDArray deviation = gradients.times(logVariance, 0.5).exp();
      NDArray sample = mean.add(deviation.mul(noise(scope, rows, mean)));
      NDArray decoded = network.call(gradients, "decode", sample).get(0);
      NDArray error = decoded.sub(pixels.stopGradient());
      NDArray l1 = error.abs().mean();
      NDArray l2 = error.square().mean();
      NDArray twice = mean.square().add(logVariance.exp()).sub(1).sub(logVariance).mean();
      NDArray kl = gradients.times(twice, 0.5);
      NDArray loss =
          gradients
              .times(l1, recipe.l1Weight())
              .add(gradients.times(l2, recipe.l2Weight()))
              .add(gradients.times(kl, recipe.klWeight()));
      Map<String, Double> losses = new LinkedHashMap<>();
      double share = (double) rows.size() / batch;
      if (perceptual != null) {
        NDArray distance = perceptual.between(gradients, pixels.stopGradient(), decoded);
        loss = loss.add(gradients.times(distance, recipe.perceptualWeight()));
        losses.put("perceptual", share * number(distance));
      }
      gradients.backward(loss, loss.onesLike().mul((float) share));
      losses.put("loss", share * number(loss));
      losses.put("l1", share * number(l1));
      losses.put("l2", share * number(l2));
      losses.put("kl", share * number(kl));
      return losses;
    }
  }

  private static double number(NDArray scalar) {
    return scalar.stopGradient().getFloat();
  }

  private NDArray noise(NDManager scope, List<Row> rows, NDArray mean) {
    float[] all = new float[rows.size() * latents];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i).noise(), 0, all, i * latents, latents);
    }
    return HostMemory.floats(scope, all, mean.getShape());
  }

  /** {@code psnr}: of images decoded from the posterior's mean, in decibels, the mean over them. */
  @Override
  public Map<String, Double> validate() {
    if (images.validation().isEmpty()) {
      return Map.of();
    }
    List<Image> sources = images.validation().stream().map(TrainingImage::image).toList();
    double psnr =
        weights
            .averaged(
                () -> reconstructed(sources).stream().mapToDouble(Reconstruction::psnr).average())
            .orElseThrow();
    return Map.of("psnr", psnr);
  }

  @Override
  public Image preview() {
    List<Image> shown =
        TrainingImages.spread(images.shown(), SHOWN).stream().map(TrainingImage::image).toList();
    List<ContactSheet.Tile> tiles = new ArrayList<>();
    shown.forEach(image -> tiles.add(new ContactSheet.Tile(image, "source")));
    for (Reconstruction made : weights.averaged(() -> reconstructed(shown))) {
      tiles.add(
          new ContactSheet.Tile(made.image(), String.format(Locale.ROOT, "%.1f dB", made.psnr())));
    }
    return ContactSheet.of(tiles, shown.size(), TILE);
  }

  /** By the weights in place, from the mean of the posterior. */
  private List<Reconstruction> reconstructed(List<Image> sources) {
    List<Reconstruction> made = new ArrayList<>();
    for (List<Image> part : Batches.of(sources, recipe.training().batch())) {
      try (NDManager scope = TorchRuntime.newManager(network.device())) {
        NDArray pixels = ImageBatch.pixels(scope, part, Normalisation.HALF);
        NDArray mean = network.call("encode", pixels).get(0);
        float[] decoded = network.call("decode", mean).get(0).toFloatArray();
        for (int i = 0; i < part.size(); i++) {
          made.add(Reconstruction.of(part.get(i), decoded, i));
        }
      }
    }
    return made;
  }

  @Override
  public void save(Path checkpoint) throws IOException {
    weights.save(checkpoint, images.origin(COMPONENT));
  }

  @Override
  public void restore(Path checkpoint) {
    weights.restore(checkpoint, images.origin(COMPONENT));
  }

  /**
   * Writes the autoencoder, and to its configuration the scaling factor: 1 over the deviation of
   * latents of images that it was trained on, evenly from all of them, as Rombach et al. 2022
   * (appendix G) have it.
   */
  @Override
  public void finish(Path folder) throws IOException {
    weights.write(folder, settings.type());
    ComponentConfig.set(
        folder.resolve(COMPONENT), "scaling_factor", 1 / weights.averaged(this::latentDeviation));
  }

  private double latentDeviation() {
    double count = 0;
    double sum = 0;
    double squares = 0;
    List<Image> sources =
        TrainingImages.spread(images.train(), SCALED_BY).stream()
            .map(TrainingImage::image)
            .toList();
    for (List<Image> part : Batches.of(sources, recipe.training().batch())) {
      try (NDManager scope = TorchRuntime.newManager(network.device())) {
        NDList posterior =
            network.call("encode", ImageBatch.pixels(scope, part, Normalisation.HALF));
        float[] mean = posterior.get(0).toFloatArray();
        float[] logVariance = posterior.get(1).toFloatArray();
        for (int i = 0; i < mean.length; i++) {
          sum += mean[i];
          // the expectation over the posterior
          squares += (double) mean[i] * mean[i] + StrictMath.exp(logVariance[i]);
        }
        count += mean.length;
      }
    }
    double average = sum / count;
    return Math.sqrt(squares / count - average * average);
  }

  @Override
  public void close() {
    try {
      weights.close();
    } finally {
      network.close();
      if (perceptual != null) {
        perceptual.close();
      }
    }
  }

  /**
   * One row of a batch.
   *
   * @param noise that samples its posterior
   */
  record Row(Image image, float[] noise) {}
}
