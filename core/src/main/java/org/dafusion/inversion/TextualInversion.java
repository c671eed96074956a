package org.dafusion.inversion;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.Network;
import org.dafusion.diffusion.Posterior;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.diffusion.TextEncoder;
import org.dafusion.engine.AdamSettings;
import org.dafusion.engine.AdamUpdate;
import org.dafusion.image.Image;
import org.dafusion.image.Symmetry;
import org.dafusion.schedule.NoiseSchedule;

/**
 * Textual inversion (Gal et al. 2022, <a href="https://arxiv.org/abs/2208.01618">An Image is Worth
 * One Word</a>, section 4) of many concepts at once.
 *
 * <p>Minimises E ‖ε − ε_θ(√ᾱ_t z + √(1 − ᾱ_t) ε, t, c(v))‖² over the vectors v of a token, where z
 * are latents of a picture, c the text encoder and t even over the whole schedule; of a model that
 * predicts the velocity, with that in the place of ε. The loss is the mean over all values, in 32
 * bits.
 *
 * <p>Concepts in one step may differ in everything that their recipes say, and in how far they are.
 * Each is trained as if it were alone: to the bit on a CPU. On a GPU a row's last bits may depend
 * on its place in a call and on the call's size, which follows from how many samples there are, and
 * kernels of the backward pass may add in no fixed order; none of it has been measured. Not for use
 * by several threads at once.
 */
public final class TextualInversion implements AutoCloseable {
  private final StableDiffusion model;
  private final InversionDraws draws;
  private final InversionListener listener;
  private final CallTimes times = new CallTimes();
  private final int imageSize;
  private final LatentSize size;
  private final int rowsAtOnce;
  private final RowTrainer rows;
  private final PosteriorCache posteriors;
  private final AdamUpdate update;

  /**
   * A trainer.
   *
   * @param model stays the caller's
   * @param listener is told where memory is short
   */
  public TextualInversion(
      StableDiffusion model, InversionSettings settings, InversionListener listener) {
    this(model, settings, listener, InversionDraws.SEEDED);
  }

  /** A trainer whose draws are the caller's. */
  public TextualInversion(
      StableDiffusion model,
      InversionSettings settings,
      InversionListener listener,
      InversionDraws draws) {
    this(
        model,
        settings,
        listener,
        draws,
        RowLayout.of(model.noisePredictor().model().device()),
        timed(model.vae()::encode, listener));
  }

  /** A trainer whose calls need not be those that suit the device, and whose encoder is given. */
  TextualInversion(
      StableDiffusion model,
      InversionSettings settings,
      InversionListener listener,
      InversionDraws draws,
      RowLayout layout,
      Function<Image, Posterior> encoder) {
    this.model = model;
    this.draws = draws;
    this.listener = listener;
    imageSize = settings.size();
    size = model.vae().latentSize(imageSize, imageSize);
    GradientCheckpointing checkpointing =
        GradientCheckpointing.parse(settings.gradientCheckpointing());
    rowsAtOnce = DeviceRows.of(model, settings);
    rows =
        new RowTrainer(
            layout,
            new RowCall(model, size, times),
            rowsAtOnce,
            RowCall.lossScale(model.noisePredictor().model().precision(), size),
            checkpointing,
            listener);
    posteriors = new PosteriorCache(encoder);
    update = new AdamUpdate(AdamSettings.adamW(1), Device.cpu());
  }

  /** Samples that the device takes at once. */
  int rowsAtOnce() {
    return rowsAtOnce;
  }

  /**
   * A training at step 0: encodes the concept's pictures.
   *
   * @return to be closed by the caller, before this trainer
   * @throws org.dafusion.config.InvalidSettingsException if the vocabulary has the placeholder
   * @throws IllegalArgumentException if a picture does not have the working size, a vector not the
   *     text encoder's width, or a template has no room for the token
   */
  public ConceptTraining begin(Concept concept) {
    TextEncoder text = model.textEncoder();
    InitialVectors.requireNew(text.tokenizer(), concept.placeholder());
    int width = text.definition().width();
    for (float[] vector : concept.initial()) {
      if (vector.length != width) {
        throw new IllegalArgumentException(
            "Invalid initial vector of %s: must have width %d, the text encoder's, found %d"
                .formatted(concept.placeholder(), width, vector.length));
      }
    }
    List<ConceptTraining.Views> views = new ArrayList<>();
    for (Image image : concept.images()) {
      views.add(views(concept, image));
    }
    return new ConceptTraining(concept, views, prompts(concept), update, rows::recomputes);
  }

  /**
   * A training that goes on from a checkpoint as if it had not been interrupted. If the device had
   * run out of memory before, blocks are run again in the backward pass from now on.
   *
   * @param concept as it was when the state was kept
   */
  public ConceptTraining resume(Concept concept, TrainingState state) {
    ConceptTraining training = begin(concept);
    try {
      training.restore(state);
      if (state.recomputes()) {
        rows.recompute();
      }
      return training;
    } catch (RuntimeException e) {
      training.close();
      throw e;
    }
  }

  /**
   * Takes one step of each training. One that diverges in it says so and harms no other.
   *
   * @param trainings each once, and none that is done
   */
  public void step(List<ConceptTraining> trainings) {
    if (new HashSet<>(trainings).size() < trainings.size()
        || trainings.stream().anyMatch(ConceptTraining::done)) {
      throw new IllegalArgumentException(
          "Invalid trainings of a step: must be different ones with steps left to take");
    }
    List<TrainingRow> samples = new ArrayList<>();
    for (ConceptTraining training : trainings) {
      for (int sample = 0; sample < training.batch(); sample++) {
        samples.add(row(training, sample));
      }
    }
    long start = System.nanoTime();
    List<RowGradient> results = rows.compute(samples);
    times.tell(System.nanoTime() - start, listener);
    int from = 0;
    for (ConceptTraining training : trainings) {
      training.apply(results.subList(from, from + training.batch()));
      from += training.batch();
    }
  }

  private static Function<Image, Posterior> timed(
      Function<Image, Posterior> encoder, InversionListener listener) {
    return image -> {
      long start = System.nanoTime();
      Posterior posterior = encoder.apply(image);
      listener.worked(Network.VAE, System.nanoTime() - start);
      return posterior;
    };
  }

  private TrainingRow row(ConceptTraining training, int sample) {
    NoiseSchedule schedule = model.noiseSchedule();
    Draw draw =
        draws.draw(
            training.concept(),
            training.step() + 1,
            sample,
            schedule.trainTimesteps(),
            size.count());
    float[] clean = training.posterior(draw).sample(draw.posterior(), model.vae().scalingFactor());
    return new TrainingRow(
        training.prompt(draw),
        training.values(),
        schedule.addNoise(draw.timestep()).apply(clean, draw.noise()),
        draw.timestep(),
        schedule.target(draw.timestep()).apply(clean, draw.noise()));
  }

  private ConceptTraining.Views views(Concept concept, Image image) {
    if (image.width() != imageSize || image.height() != imageSize) {
      throw new IllegalArgumentException(
          "Invalid image of %s: must have the working size %d x %d, found %d x %d"
              .formatted(
                  concept.placeholder(), imageSize, imageSize, image.width(), image.height()));
    }
    boolean flips = concept.recipe().flips();
    return new ConceptTraining.Views(
        posteriors.of(image), flips ? posteriors.of(Symmetry.HORIZONTAL_FLIP.of(image)) : null);
  }

  private List<long[]> prompts(Concept concept) {
    TextEncoder text = model.textEncoder();
    long first = text.definition().vocabularySize();
    long[] ids = LongStream.range(first, first + concept.initial().size()).toArray();
    Map<String, long[]> words = Map.of(concept.placeholder(), ids);
    return concept.recipe().templates().stream()
        .map(template -> template.replace(InversionRecipe.SLOT, concept.placeholder()))
        .map(prompt -> text.tokenizer().encode(prompt, words))
        .toList();
  }

  @Override
  public void close() {
    update.close();
  }
}
