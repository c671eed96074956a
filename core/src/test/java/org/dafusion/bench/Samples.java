package org.dafusion.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.dafusion.diffusion.EditRequest;
import org.dafusion.diffusion.EditResult;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.ImageToImage;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.MaskBlend;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.image.Image;
import org.dafusion.random.Seeds;
import org.dafusion.rangeland.RangelandTile;
import org.dafusion.schedule.SchedulerKind;

/** Pictures of a model at the settings of the rendered tiles. */
final class Samples {
  private static final int STEPS = 25;
  private static final int BATCH = 16;

  private final StableDiffusion model;
  private final double guidance;

  Samples(StableDiffusion model, double guidance) {
    this.model = model;
    this.guidance = guidance;
  }

  /**
   * Text to image.
   *
   * @param prompts used in turn
   */
  List<Image> fromNoise(List<String> prompts, LearnedTokens tokens, int count) {
    List<EditRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String prompt = prompts.get(i % prompts.size());
      long seed = Seeds.derive(0, "samples", prompt, Integer.toString(i));
      requests.add(EditRequest.fromNoise(Integer.toString(i), prompt, "", guidance, seed));
    }
    return pictures(requests, tokens);
  }

  /** SDEdit of each source. */
  List<Image> edits(List<Image> sources, String prompt, LearnedTokens tokens, double strength) {
    List<EditRequest> requests = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      String id = Integer.toString(i);
      long seed = Seeds.derive(0, "edits", id);
      requests.add(
          new EditRequest(id, id, sources.get(i), prompt, "", strength, guidance, seed, null));
    }
    return pictures(requests, tokens);
  }

  private List<Image> pictures(List<EditRequest> requests, LearnedTokens tokens) {
    EditSettings settings =
        new EditSettings(
            SchedulerKind.DPM_SOLVER_PLUS_PLUS,
            STEPS,
            BATCH,
            RangelandTile.SIZE,
            RangelandTile.SIZE,
            MaskBlend.NEXT);
    Map<String, Image> made = new HashMap<>();
    Iterator<EditResult> results =
        new ImageToImage(model, settings, tokens).edit(requests.iterator());
    while (results.hasNext()) {
      EditResult result = results.next();
      if (!(result instanceof EditResult.Edited edited)) {
        throw new IllegalStateException("No picture came out: " + result);
      }
      made.put(edited.id(), edited.image());
    }
    return requests.stream().map(request -> made.get(request.id())).toList();
  }

  /** Root of the mean squared difference of two pictures' samples, 0 to 255. */
  static double distance(Image a, Image b) {
    byte[] left = a.rgb();
    byte[] right = b.rgb();
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      double difference = (left[i] & 0xff) - (right[i] & 0xff);
      sum += difference * difference;
    }
    return Math.sqrt(sum / left.length);
  }

  /** Peak signal to noise ratio in decibels that a distance stands for. */
  static double psnr(double... distances) {
    double square = Arrays.stream(distances).map(d -> d * d).average().orElseThrow();
    return 10 * Math.log10(255.0 * 255.0 / square);
  }
}
