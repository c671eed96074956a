package org.dafusion.pretrain;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.Posterior;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Precision;
import org.dafusion.engine.RowWorkers;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.random.GaussianNoise;
import org.dafusion.random.Seeds;
import org.dafusion.random.ShuffledPasses;
import org.dafusion.random.UniformDraws;

/**
 * The training of UNet and text encoder: minimises E ‖ε − ε_θ(√ᾱ_t z + √(1 − ᾱ_t) ε, t, τ_θ(y))‖²
 * (Rombach et al. 2022, equation 3), where z are latents of an image and y is its caption, or now
 * and then the empty one (Ho and Salimans 2022); of a folder that predicts the velocity, with that
 * in the place of ε. The autoencoder stays as it is, and has encoded each view of each image before
 * the first step: 8 bytes for each latent, in the heap.
 *
 * <p>The timesteps of a batch are spread: one from each of as many equal spans of the schedule as
 * there are rows, which makes the loss less noisy and is right on average (Kingma et al. 2021, <a
 * href="https://arxiv.org/abs/2107.00630">Variational Diffusion Models</a>, appendix I.1).
 */
public final class DiffusionTraining implements PartTraining {
  private static final String PART = "diffusion";

  private final PretrainSettings settings;
  private final DiffusionRecipe recipe;
  private final TrainingImages images;
  private final StableDiffusion model;
  private final LatentSize size;
  private final DiffusionPass pass;
  private final TrainedWeights weights;
  private final ShuffledPasses order;
  private final List<List<Posterior>> posteriors;
  private final List<NoisyRow> heldOut;
  private final SampleSheet samples;

  private DiffusionTraining(
      StableDiffusion model, PretrainSettings settings, TrainingImages images) {
    this.model = model;
    this.settings = settings;
    this.images = images;
    recipe = settings.diffusion();
    size = model.vae().latentSize(images.size(), images.size());
    pass = new DiffusionPass(model, size);
    samples = new SampleSheet(model, recipe.preview(), images.size(), prompts());
    order = images.order(settings.seed());
    posteriors = View.of(recipe.symmetries()).stream().map(this::encoded).toList();
    heldOut = heldOut();
    Map<String, CompiledModel> networks = new LinkedHashMap<>();
    networks.put("unet", model.noisePredictor().model());
    if (recipe.trainTextEncoder()) {
      networks.put("text_encoder", model.textEncoder().model());
    }
    weights = new TrainedWeights(recipe.training(), networks);
  }

  /**
   * A training at its beginning.
   *
   * @param folder whose networks all have weights; see {@link InitialWeights}
   * @param images whose size is a multiple of the autoencoder's factor
   */
  public static DiffusionTraining begin(
      ModelFolder folder, PretrainSettings settings, TrainingImages images, Device device) {
    StableDiffusion model = StableDiffusion.load(folder, Precision.FP32, device, false);
    try {
      return new DiffusionTraining(model, settings, images);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private List<Posterior> encoded(View view) {
    return encoded(images.train().stream().map(image -> view.of(image.image())).toList());
  }

  private List<Posterior> encoded(List<Image> pictures) {
    return RowWorkers.map(
        model.noisePredictor().model().device(),
        pictures,
        part -> part.stream().map(model.vae()::encode).toList());
  }

  /** Evenly spread timesteps for each image; the clean latents are the posterior's mean. */
  private List<NoisyRow> heldOut() {
    List<TrainingImage> from = images.validation();
    List<Posterior> clean = encoded(from.stream().map(TrainingImage::image).toList());
    List<NoisyRow> rows = new ArrayList<>();
    int all = model.noiseSchedule().trainTimesteps();
    for (int i = 0; i < from.size(); i++) {
      for (int j = 0; j < recipe.validationTimesteps(); j++) {
        long seed = Seeds.derive(0, "held-out", Integer.toString(i), Integer.toString(j));
        int timestep = (int) ((j + Seeds.unit(seed)) * all / recipe.validationTimesteps());
        float[] noise = GaussianNoise.of(seed, size.count());
        rows.add(row(clean.get(i), new float[size.count()], noise, timestep, caption(from.get(i))));
      }
    }
    return rows;
  }

  private NoisyRow row(
      Posterior posterior, float[] ofPosterior, float[] noise, int timestep, String caption) {
    float[] clean = posterior.sample(ofPosterior, model.vae().scalingFactor());
    return NoisyRow.of(model.noiseSchedule(), clean, noise, timestep, caption);
  }

  private String caption(TrainingImage image) {
    return image.caption() == null ? recipe.defaultCaption() : image.caption();
  }

  /** What the preview shows: as said, or captions of images from all over the list. */
  private List<String> prompts() {
    if (!recipe.preview().prompts().isEmpty()) {
      return recipe.preview().prompts();
    }
    List<String> all = images.shown().stream().map(this::caption).distinct().toList();
    return TrainingImages.spread(all, SampleSheet.ROWS);
  }

  @Override
  public long step() {
    return weights.steps();
  }

  @Override
  public Map<String, Double> advance() {
    Map<String, Double> losses = new LinkedHashMap<>();
    losses.put("loss", pass.addGradients(rows(step())));
    TrainingDivergedException.check(losses, step() + 1, PART);
    losses.put("gradient", weights.step());
    return losses;
  }

  private List<NoisyRow> rows(long step) {
    long seed = Seeds.derive(settings.seed(), PART, Long.toString(step));
    int batch = recipe.training().batch();
    float[] ofPosterior = GaussianNoise.of(Seeds.derive(seed, "posterior"), batch * size.count());
    float[] noise = GaussianNoise.of(Seeds.derive(seed, "noise"), batch * size.count());
    List<NoisyRow> rows = new ArrayList<>(batch);
    for (int i = 0; i < batch; i++) {
      int image = order.at(step * batch + i);
      UniformDraws draws = new UniformDraws(Seeds.derive(seed, "row", i));
      int view = draws.below(posteriors.size());
      boolean dropped = draws.unit() < recipe.captionDropout();
      int timestep = (int) ((i + draws.unit()) / batch * model.noiseSchedule().trainTimesteps());
      rows.add(
          row(
              posteriors.get(view).get(image),
              part(ofPosterior, i),
              part(noise, i),
              timestep,
              dropped ? "" : caption(images.train().get(image))));
    }
    return rows;
  }

  private float[] part(float[] all, int row) {
    return Arrays.copyOfRange(all, row * size.count(), (row + 1) * size.count());
  }

  /** {@code loss}: on images for validation at fixed timesteps with fixed noise. */
  @Override
  public Map<String, Double> validate() {
    if (heldOut.isEmpty()) {
      return Map.of();
    }
    return Map.of("loss", weights.averaged(this::heldOutLoss));
  }

  private double heldOutLoss() {
    double sum = 0;
    for (List<NoisyRow> part : Batches.of(heldOut, recipe.training().batch())) {
      sum += part.size() * pass.loss(part);
    }
    return sum / heldOut.size();
  }

  @Override
  public Image preview() {
    return weights.averaged(samples::draw);
  }

  @Override
  public void save(Path checkpoint) throws IOException {
    weights.save(checkpoint, images.origin(PART));
  }

  @Override
  public void restore(Path checkpoint) {
    weights.restore(checkpoint, images.origin(PART));
  }

  @Override
  public void finish(Path folder) throws IOException {
    weights.write(folder, settings.type());
  }

  @Override
  public void close() {
    try {
      weights.close();
    } finally {
      model.close();
    }
  }
}
