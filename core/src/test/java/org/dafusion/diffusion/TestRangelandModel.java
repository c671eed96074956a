package org.dafusion.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelComponent;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.ShippedModel;
import org.dafusion.huggingface.Weights;
import org.dafusion.image.Image;
import org.dafusion.rangeland.Cover;
import org.dafusion.rangeland.RangelandTile;
import org.dafusion.rangeland.Task;
import org.dafusion.schedule.SchedulerKind;
import org.junit.jupiter.api.Test;

/** That the small model which comes along is what its card says, and works. */
class TestRangelandModel {
  /** Of tiles that it was not trained on: those have seeds that are digests. */
  private static final int FIRST_SEED = 1_000_000;

  private static final List<String> WEIGHTS =
      List.of(
          "backbone.safetensors",
          "text_encoder/model.safetensors",
          "unet/diffusion_pytorch_model.safetensors",
          "vae/diffusion_pytorch_model.safetensors");

  private static final long MOST_BYTES = 24_000_000;
  private static final long MOST_PARAMETERS = 5_000_000;

  private final Path folder = ShippedModel.rangeland().folder();

  @Test
  void theWeightsAreThoseThatTheCardNames() throws IOException {
    Map<String, String> named = new LinkedHashMap<>();
    for (MatchResult line :
        Pattern.compile("(?m)^([0-9a-f]{64})  (\\S+)$")
            .matcher(Files.readString(folder.resolve("README.md")))
            .results()
            .toList()) {
      named.put(line.group(2), line.group(1));
    }

    Map<String, String> found = new LinkedHashMap<>();
    for (String file : WEIGHTS) {
      found.put(file, sha256(folder.resolve(file)));
    }
    assertThat(found).isEqualTo(named);
  }

  @Test
  void itIsSmallEnoughToComeAlong() throws IOException {
    long bytes = 0;
    for (String file : WEIGHTS) {
      bytes += Files.size(folder.resolve(file));
    }

    assertThat(bytes).isLessThan(MOST_BYTES);
    try (Weights unet = ModelComponent.open(folder.resolve("unet")).weights()) {
      assertThat(unet.parameterCount()).isLessThanOrEqualTo(MOST_PARAMETERS);
    }
  }

  /** Training begins with the configurations in {@code conf/rangeland-model}. */
  @Test
  void itIsWhatItsConfigurationTrains() {
    Path origin = Path.of("../conf/rangeland-model");
    Map<String, List<String>> found =
        Map.of(
            "vae", List.of("scaling_factor"),
            "unet", List.of(),
            "scheduler", List.of(),
            "text_encoder", List.of("vocab_size", "bos_token_id", "eos_token_id", "pad_token_id"));

    found.forEach(
        (component, keys) ->
            assertThat(config(folder.resolve(component), keys))
                .as(component)
                .isEqualTo(config(origin.resolve(component), keys)));
  }

  /** Without what training finds. */
  private static Map<String, Object> config(Path component, List<String> found) {
    Map<String, Object> all =
        new LinkedHashMap<>(ModelComponent.open(component).config().root().unwrapped());
    found.forEach(all::remove);
    return all;
  }

  @Test
  void theAutoencoderKeepsLandThatItNeverSaw() {
    try (StableDiffusion model = load()) {
      double error = 0;
      for (Cover cover : Cover.values()) {
        Image source = RangelandTile.draw(cover, FIRST_SEED).image();
        Vae vae = model.vae();
        LatentSize size = vae.latentSize(source.width(), source.height());
        float[] latents = vae.encode(source).sample(new float[size.count()], vae.scalingFactor());
        error += square(source, vae.decode(latents, size).orElseThrow());
      }

      double psnr = 10 * Math.log10(255 * 255 / (error / Cover.values().length));
      assertThat(psnr).as("decibels").isGreaterThan(26);
    }
  }

  /** Section 3 of the SDEdit paper: more noise, less of the source. */
  @Test
  void editsOfMoreIntensityGoFartherFromTheSource() {
    double[] intensities = {0.25, 0.5, 0.75, 1};
    List<Image> sources =
        Task.SPURGE_8.covers().stream()
            .map(cover -> RangelandTile.draw(cover, FIRST_SEED).image())
            .toList();
    try (StableDiffusion model = load()) {
      double[] distances =
          Arrays.stream(intensities)
              .map(intensity -> distance(model, sources, intensity))
              .toArray();

      assertThat(distances).isSorted();
      assertThat(distances[0]).isLessThan(0.6 * distances[3]);
    }
  }

  private static double distance(StableDiffusion model, List<Image> sources, double intensity) {
    List<EditRequest> requests = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      String id = Integer.toString(i);
      requests.add(new EditRequest(id, id, sources.get(i), "a photo", "", intensity, 1, i, null));
    }
    EditSettings settings =
        new EditSettings(
            SchedulerKind.DPM_SOLVER_PLUS_PLUS,
            20,
            sources.size(),
            RangelandTile.SIZE,
            RangelandTile.SIZE,
            MaskBlend.NEXT);
    double sum = 0;
    Iterator<EditResult> results =
        new ImageToImage(model, settings, LearnedTokens.NONE).edit(requests.iterator());
    while (results.hasNext()) {
      EditResult result = results.next();
      Image edited = ((EditResult.Edited) result).image();
      sum += Math.sqrt(square(sources.get(Integer.parseInt(result.id())), edited));
    }
    return sum / sources.size();
  }

  private StableDiffusion load() {
    return StableDiffusion.load(ModelFolder.open(folder), Precision.FP32, Device.cpu(), false);
  }

  /** Mean squared difference of samples, 0 to 255². */
  private static double square(Image a, Image b) {
    byte[] samples = a.rgb();
    byte[] others = b.rgb();
    double sum = 0;
    for (int i = 0; i < samples.length; i++) {
      double difference = (samples[i] & 0xFF) - (others[i] & 0xFF);
      sum += difference * difference;
    }
    return sum / samples.length;
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must offer SHA-256", e);
    }
  }
}
