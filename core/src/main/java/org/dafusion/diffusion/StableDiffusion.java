package org.dafusion.diffusion;

import ai.djl.Device;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ClipTokenizer;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.Weights;
import org.dafusion.image.Image;
import org.dafusion.model.AutoencoderKL;
import org.dafusion.model.ClipTextModel;
import org.dafusion.model.ModelDefinition;
import org.dafusion.model.StableDiffusionSafetyChecker;
import org.dafusion.model.UNet2DConditionModel;
import org.dafusion.schedule.NoiseSchedule;

/**
 * The loaded parts of a Stable Diffusion folder on one device. May be shared by any number of
 * threads; calls of one part take turns.
 */
public final class StableDiffusion implements AutoCloseable {
  private final TextEncoder textEncoder;
  private final NoisePredictor noisePredictor;
  private final Vae vae;
  private final SafetyChecker safetyChecker;
  private final NoiseSchedule noiseSchedule;

  private StableDiffusion(
      TextEncoder textEncoder,
      NoisePredictor noisePredictor,
      Vae vae,
      SafetyChecker safetyChecker,
      NoiseSchedule noiseSchedule) {
    this.textEncoder = textEncoder;
    this.noisePredictor = noisePredictor;
    this.vae = vae;
    this.safetyChecker = safetyChecker;
    this.noiseSchedule = noiseSchedule;
  }

  /**
   * Loads a folder, its safety checker with its own thresholds.
   *
   * @param checked whether pictures go through the safety checker
   */
  public static StableDiffusion load(
      ModelFolder folder, Precision precision, Device device, boolean checked) {
    return load(folder, precision, device, checked ? SafetyCheck.ON : SafetyCheck.OFF);
  }

  /**
   * Loads a folder.
   *
   * @param folder in the diffusers layout
   * @param precision of the noise predictor; all other parts have 32 bits
   * @param device where all parts are to run
   * @param check whether pictures go through the safety checker
   * @throws ModelArtefactException naming the component and what is wrong with it; also if the
   *     checker is wanted and the folder has none
   */
  public static StableDiffusion load(
      ModelFolder folder, Precision precision, Device device, SafetyCheck check) {
    ModelCompiler full = new ModelCompiler(device, Precision.FP32);
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      NoiseSchedule schedule = NoiseSchedule.from(folder.config("scheduler"));
      ClipTokenizer tokenizer = ClipTokenizer.open(folder.path("tokenizer"));
      opened.push(tokenizer);
      ClipTextModel text = ClipTextModel.from(folder.config("text_encoder"));
      TextEncoder textEncoder =
          new TextEncoder(compile(full, text, folder, "text_encoder"), text, tokenizer);
      opened.push(textEncoder);
      AutoencoderKL autoencoder = AutoencoderKL.from(folder.config("vae"));
      Vae vae = new Vae(compile(full, autoencoder, folder, "vae"), autoencoder);
      opened.push(vae);
      SafetyChecker checker = check.on() ? safetyChecker(full, folder, check.shift()) : null;
      if (checker != null) {
        opened.push(checker);
      }
      UNet2DConditionModel unet = UNet2DConditionModel.from(folder.config("unet"));
      requireFit(folder, unet, autoencoder, text, tokenizer);
      ModelCompiler chosen = new ModelCompiler(device, precision);
      NoisePredictor predictor = new NoisePredictor(compile(chosen, unet, folder, "unet"), unet);
      return new StableDiffusion(textEncoder, predictor, vae, checker, schedule);
    } catch (RuntimeException e) {
      closeAll(opened, e);
      throw e;
    }
  }

  /**
   * Checks a folder without loading its weights: configurations, tensor names and shapes.
   *
   * @throws ModelArtefactException as {@link #load}
   */
  public static void verify(ModelFolder folder, boolean checked) {
    NoiseSchedule.from(folder.config("scheduler"));
    ClipTextModel text = ClipTextModel.from(folder.config("text_encoder"));
    verify(text, folder, "text_encoder");
    AutoencoderKL autoencoder = AutoencoderKL.from(folder.config("vae"));
    verify(autoencoder, folder, "vae");
    if (checked) {
      verify(safetyCheckerDefinition(folder), folder, "safety_checker");
    }
    UNet2DConditionModel unet = UNet2DConditionModel.from(folder.config("unet"));
    try (ClipTokenizer tokenizer = ClipTokenizer.open(folder.path("tokenizer"))) {
      requireFit(folder, unet, autoencoder, text, tokenizer);
    }
    verify(unet, folder, "unet");
  }

  private static void verify(ModelDefinition definition, ModelFolder folder, String component) {
    try (Weights weights = folder.weights(component)) {
      ModelCompiler.verify(definition, weights);
    }
  }

  private static SafetyChecker safetyChecker(
      ModelCompiler compiler, ModelFolder folder, double shift) {
    StableDiffusionSafetyChecker definition = safetyCheckerDefinition(folder);
    return new SafetyChecker(
        compile(compiler, definition, folder, "safety_checker"), definition, shift);
  }

  private static StableDiffusionSafetyChecker safetyCheckerDefinition(ModelFolder folder) {
    if (!folder.has("safety_checker")) {
      throw new ModelArtefactException(
          "Cannot check pictures because %s has no safety_checker; add it, or set model.safety-checker = auto"
              .formatted(folder.path()));
    }
    return StableDiffusionSafetyChecker.from(folder.config("safety_checker"));
  }

  private static CompiledModel compile(
      ModelCompiler compiler, ModelDefinition definition, ModelFolder folder, String component) {
    try (Weights weights = folder.weights(component)) {
      return compiler.compile(definition, weights);
    }
  }

  /** Parts from different models load, and fail or give nonsense once pictures are made. */
  private static void requireFit(
      ModelFolder folder,
      UNet2DConditionModel unet,
      AutoencoderKL autoencoder,
      ClipTextModel text,
      ClipTokenizer tokenizer) {
    int latents = autoencoder.latentChannels();
    String ofVae = "latent_channels of vae/config.json";
    String hint = unet.inChannels() == 9 ? "; 9 are an inpainting model's, which needs masks" : "";
    require(folder, "in_channels", unet.inChannels(), latents, ofVae, hint);
    require(folder, "out_channels", unet.outChannels(), latents, ofVae, "");
    require(
        folder,
        "cross_attention_dim",
        unet.crossAttentionDim(),
        text.width(),
        "hidden_size of text_encoder/config.json",
        "");
    if (tokenizer.vocabularySize() > text.vocabularySize()
        || tokenizer.maxLength() > text.maxPositions()) {
      throw new ModelArtefactException(
          "Cannot use %s because tokenizer and text_encoder do not fit: the tokenizer has %d tokens in prompts of %d, the encoder takes %d in %d"
              .formatted(
                  folder.path(),
                  tokenizer.vocabularySize(),
                  tokenizer.maxLength(),
                  text.vocabularySize(),
                  text.maxPositions()));
    }
  }

  private static void require(
      ModelFolder folder, String key, int found, int expected, String source, String hint) {
    if (found != expected) {
      throw new ModelArtefactException(
          "%s: %s must be %d, the %s, found %d%s"
              .formatted(
                  folder.path("unet").resolve("config.json"), key, expected, source, found, hint));
    }
  }

  private static void closeAll(Deque<AutoCloseable> opened, RuntimeException cause) {
    for (AutoCloseable part : opened) {
      try {
        part.close();
      } catch (Exception e) {
        cause.addSuppressed(e);
      }
    }
  }

  /** Prompts to conditions. */
  public TextEncoder textEncoder() {
    return textEncoder;
  }

  /** The UNet. */
  public NoisePredictor noisePredictor() {
    return noisePredictor;
  }

  /** Pictures to latents and back. */
  public Vae vae() {
    return vae;
  }

  /** The schedule that the folder was trained with. */
  public NoiseSchedule noiseSchedule() {
    return noiseSchedule;
  }

  /** Whether each picture may be kept; all of them where there is no check. */
  List<Boolean> areSafe(List<Image> images) {
    return safetyChecker == null
        ? Collections.nCopies(images.size(), true)
        : safetyChecker.areSafe(images);
  }

  @Override
  public void close() {
    noisePredictor.close();
    if (safetyChecker != null) {
      safetyChecker.close();
    }
    vae.close();
    textEncoder.close();
  }
}
