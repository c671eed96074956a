package org.dafusion.augment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.dafusion.bench.SmallFolder;
import org.dafusion.diffusion.EditRequest;
import org.dafusion.diffusion.EditResult.Edited;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.diffusion.ImageToImage;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.MaskBlend;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.random.GaussianNoise;
import org.dafusion.schedule.SchedulerKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chains through a model: what comes out depends on the request alone, to the last bit. */
class TestAugmenterIndependence {
  private static final String[] CHAIN = {
    "augment.method.chain={type=sequential, methods=[real-guidance, drawn, agnostic],"
        + " probabilities=[1, 0.6, 0.6]}",
    "augment.method.drawn={type=parallel, methods=[real-guidance, agnostic]}",
    "augment.method.agnostic={prompt=a photo, guidance-range=[0.5, 4]}"
  };

  private static final int COUNT = 6;

  @TempDir private static Path folder;
  private static StableDiffusion model;

  @BeforeAll
  static void load() throws IOException {
    ModelFolder small = ModelFolder.open(SmallFolder.write(folder.resolve("model")));
    model = StableDiffusion.load(small, Precision.FP32, Device.cpu(), false);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void aChainDoesNotKnowWhatElseIsInWork() {
    GenerativeAugmentation chain = Methods.of("chain", CHAIN);
    List<AugmentRequest> requests = requests(COUNT);
    Map<String, Image> alone = new TreeMap<>();
    for (AugmentRequest request : requests) {
      alone.putAll(pictures(chain, List.of(request), 1));
    }
    assertThat(alone).hasSize(COUNT);
    assertThat(requests.stream().map(r -> chain.plan(r).size()).distinct())
        .containsExactlyInAnyOrder(1, 2, 3);

    assertThat(pictures(chain, requests, 3)).isEqualTo(alone);
    List<AugmentRequest> mixed = new ArrayList<>(requests);
    Collections.shuffle(mixed, new Random(0));
    Map<String, Image> parts = new TreeMap<>(pictures(chain, mixed.subList(0, 2), 2));
    parts.putAll(pictures(chain, mixed.subList(2, COUNT), 2));
    assertThat(parts).isEqualTo(alone);
  }

  @Test
  void aChainEqualsItsLinksDoneByHand() {
    GenerativeAugmentation chain = Methods.of("chain", CHAIN);
    AugmentRequest request =
        requests(COUNT).stream().filter(r -> chain.plan(r).size() == 3).findFirst().orElseThrow();

    Image made = request.source();
    for (EditPlan edit : chain.plan(request)) {
      EditRequest link =
          new EditRequest(
              "by hand",
              "by hand",
              made,
              edit.prompt(),
              "",
              edit.intensity(),
              edit.guidanceScale(),
              edit.seed(),
              null);
      made = ((Edited) editor(1).edit(List.of(link).iterator()).next()).image();
    }

    assertThat(pictures(chain, List.of(request), 3).get(request.id())).isEqualTo(made);
  }

  @Test
  void whatAWordWasTaughtIsSeenInThePicture() {
    List<AugmentRequest> requests = requests(2);
    Map<String, Image> first = learned(requests, 1);

    assertThat(learned(requests, 1)).isEqualTo(first);
    assertThat(learned(requests, 2).get("r0")).isNotEqualTo(first.get("r0"));
  }

  private static Map<String, Image> learned(List<AugmentRequest> requests, long seed) {
    float[] vector = GaussianNoise.of(seed, SmallFolder.WIDTH);
    LearnedTokens tokens = new LearnedTokens(Map.of("<ant>", List.of(vector)));
    GenerativeAugmentation method =
        Methods.settings("da-fusion", "augment.intensities=[1]")
            .toAugmentation(new TokenChoice(tokens, Map.of()));
    return pictures(method, requests, editor(2, tokens));
  }

  private static Map<String, Image> pictures(
      GenerativeAugmentation method, List<AugmentRequest> requests, int batch) {
    return pictures(method, requests, editor(batch));
  }

  private static Map<String, Image> pictures(
      GenerativeAugmentation method, List<AugmentRequest> requests, ImageToImage editor) {
    Map<String, Image> pictures = new TreeMap<>();
    new Augmenter(method, Methods.augment(), requests.iterator(), editor::edit)
        .forEachRemaining(r -> pictures.put(r.id(), ((Edited) r.outcome()).image()));
    return pictures;
  }

  private static ImageToImage editor(int batch) {
    return editor(batch, LearnedTokens.NONE);
  }

  private static ImageToImage editor(int batch, LearnedTokens tokens) {
    EditSettings settings =
        new EditSettings(SchedulerKind.DPM_SOLVER_PLUS_PLUS, 3, batch, 16, 16, MaskBlend.NEXT);
    return new ImageToImage(model, settings, tokens);
  }

  private static List<AugmentRequest> requests(int count) {
    List<AugmentRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[16 * 16 * Image.CHANNELS];
      new Random(i / 3).nextBytes(rgb);
      requests.add(
          new AugmentRequest("r" + i, "s" + i / 3, new Image(16, 16, rgb), "ant", i, null));
    }
    return requests;
  }
}
