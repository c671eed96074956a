package org.dafusion.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dafusion.bench.SmallFolder;
import org.dafusion.diffusion.EditResult.Edited;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.image.Mask;
import org.dafusion.schedule.SchedulerKind;
import org.dafusion.schedule.Trajectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a mask protects stays, and what it does not is made anew. */
class TestMaskedEdit {
  private static final int SIDE = 32;

  /** Pixels per position of the latents in the small folder. */
  private static final int FACTOR = 2;

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

  @ParameterizedTest
  @CsvSource({
    "DPM_SOLVER_PLUS_PLUS, NEXT, 0.5",
    "DPM_SOLVER_PLUS_PLUS, LEGACY, 1",
    "DDIM, NEXT, 1",
    "DDIM, LEGACY, 0.5",
    "PNDM, NEXT, 0.5",
    "PNDM, LEGACY, 1",
    "EULER, NEXT, 0.5",
    "EULER, NEXT, 1",
    "EULER, LEGACY, 0.5",
    "EULER, LEGACY, 1"
  })
  void aMaskThatKeepsEverythingGivesTheLatentsOfTheOriginal(
      SchedulerKind scheduler, MaskBlend blend, double strength) {
    EditRequest request = request(strength, filled(0));
    Trace trace = edit(scheduler, blend, request);
    assertThat(trace.last()).containsExactly(clean(request));
    assertThat(model.vae().decode(clean(request), model.vae().latentSize(SIDE, SIDE)))
        .hasValue(trace.image);
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void theKeptPartIsTheOriginalAtTheNoiseOfTheCallToCome(SchedulerKind scheduler) {
    EditRequest request = request(0.5, filled(0));
    Trace trace = edit(scheduler, MaskBlend.NEXT, request);
    float[] gaussian = NoiseSource.SEEDED.start(request, trace.last().length);
    Trajectory plan = model.noiseSchedule().trajectory(scheduler, 4, 0.5);
    for (int i = 0; i + 1 < plan.length(); i++) {
      assertThat(trace.after.get(i))
          .containsExactly(plan.noising(i + 1).apply(clean(request), gaussian));
    }
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void theLegacyKeptPartIsTheOriginalAtTheNoiseOfTheCallJustMade(SchedulerKind scheduler) {
    EditRequest request = request(0.5, filled(0));
    Trace trace = edit(scheduler, MaskBlend.LEGACY, request);
    float[] gaussian = NoiseSource.SEEDED.start(request, trace.last().length);
    Trajectory plan = model.noiseSchedule().trajectory(scheduler, 4, 0.5);
    for (int i = 0; i + 1 < plan.length(); i++) {
      assertThat(trace.after.get(i))
          .containsExactly(plan.noising(i).apply(clean(request), gaussian));
    }
  }

  @ParameterizedTest
  @EnumSource(MaskBlend.class)
  void theProtectedHalfKeepsItsLatentsAndTheOtherDoesNot(MaskBlend blend) {
    EditRequest request = request(0.75, leftHalf());
    float[] found = edit(SchedulerKind.DPM_SOLVER_PLUS_PLUS, blend, request).last();
    float[] clean = clean(request);
    int width = SIDE / FACTOR;
    int moved = 0;
    for (int i = 0; i < found.length; i++) {
      if (i % width >= width / 2) {
        assertThat(found[i]).isEqualTo(clean[i]);
      } else if (found[i] != clean[i]) {
        moved++;
      }
    }
    assertThat(moved).isEqualTo(found.length / 2);
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void aMaskThatRepaintsEverythingGivesWhatNoMaskGives(SchedulerKind scheduler) {
    Image free = edit(scheduler, MaskBlend.NEXT, request(0.5, null)).image;
    for (MaskBlend blend : MaskBlend.values()) {
      assertThat(edit(scheduler, blend, request(0.5, filled(255))).image).isEqualTo(free);
    }
  }

  @Test
  void aStrengthOfOneBeginsWithNoiseAloneUnlessLegacy() {
    Image white = new Image(SIDE, SIDE, filledBytes(SIDE * SIDE * Image.CHANNELS, 255));
    Image black = new Image(SIDE, SIDE, new byte[SIDE * SIDE * Image.CHANNELS]);
    assertThat(repainted(white, MaskBlend.NEXT)).isEqualTo(repainted(black, MaskBlend.NEXT));
    assertThat(repainted(white, MaskBlend.LEGACY)).isNotEqualTo(repainted(black, MaskBlend.LEGACY));
  }

  @Test
  void aStrengthThatLeavesNoStepGivesTheOriginal() {
    EditRequest masked = request(0.1, leftHalf());
    EditRequest free = request(0.1, null);
    assertThat(edit(SchedulerKind.DDIM, MaskBlend.NEXT, masked).image)
        .isEqualTo(edit(SchedulerKind.DDIM, MaskBlend.NEXT, free).image);
  }

  @Test
  void valuesFrom128OnRepaint() {
    EditRequest kept = request(0.5, filled(127));
    assertThat(edit(SchedulerKind.DDIM, MaskBlend.NEXT, kept).last()).containsExactly(clean(kept));
    assertThat(edit(SchedulerKind.DDIM, MaskBlend.NEXT, request(0.5, filled(128))).image)
        .isEqualTo(edit(SchedulerKind.DDIM, MaskBlend.NEXT, request(0.5, null)).image);
  }

  @Test
  void theBlendsReduceAMaskAsTheirPipelinesDo() {
    byte[] values = new byte[8 * 8];
    values[0] = (byte) 255;
    values[7 * 8 + 3] = (byte) 255;
    values[6 * 8 + 2] = (byte) 255;
    Mask mask = new Mask(8, 8, values);
    // torch takes the first of four pixels, Pillow the third
    assertThat(MaskBlend.NEXT.reduced(mask, 2, 2).values()).containsExactly(-1, 0, 0, 0);
    assertThat(MaskBlend.LEGACY.reduced(mask, 2, 2).values()).containsExactly(0, 0, -1, 0);
  }

  @Test
  void blendsHaveWords() {
    assertThat(MaskBlend.words()).containsExactly("next", "legacy");
    assertThat(MaskBlend.parse("legacy")).isEqualTo(MaskBlend.LEGACY);
    assertThatThrownBy(() -> MaskBlend.parse("old"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid mask blend: must be one of [next, legacy], found \"old\"");
  }

  private static Image repainted(Image source, MaskBlend blend) {
    EditRequest request =
        new EditRequest(
            "r", source.sample(0, 0, 0) + "", source, "a dog", "", 1, 1, 7, filled(255));
    return edit(SchedulerKind.DDIM, blend, request).image;
  }

  private static EditRequest request(double strength, Mask repaint) {
    byte[] rgb = new byte[SIDE * SIDE * Image.CHANNELS];
    new Random(3).nextBytes(rgb);
    Image source = new Image(SIDE, SIDE, rgb);
    return new EditRequest("r", "s", source, "a photo of a dog", "", strength, 7.5, 5, repaint);
  }

  /** The latents that a request starts from. */
  private static float[] clean(EditRequest request) {
    int count = model.vae().latentSize(SIDE, SIDE).count();
    return model
        .vae()
        .encode(request.source())
        .sample(NoiseSource.SEEDED.posterior(request, count), model.vae().scalingFactor());
  }

  private static Trace edit(SchedulerKind scheduler, MaskBlend blend, EditRequest request) {
    Trace trace = new Trace();
    EditSettings settings = new EditSettings(scheduler, 4, 1, SIDE, SIDE, blend);
    EditResult result =
        new ImageToImage(model, settings, LearnedTokens.NONE, NoiseSource.SEEDED, trace)
            .edit(List.of(request).iterator())
            .next();
    trace.image = ((Edited) result).image();
    return trace;
  }

  private static Mask filled(int value) {
    return new Mask(SIDE, SIDE, filledBytes(SIDE * SIDE, value));
  }

  private static byte[] filledBytes(int count, int value) {
    byte[] values = new byte[count];
    Arrays.fill(values, (byte) value);
    return values;
  }

  private static Mask leftHalf() {
    byte[] values = new byte[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i % SIDE < SIDE / 2 ? 255 : 0);
    }
    return new Mask(SIDE, SIDE, values);
  }

  /** The latents after each step, and the picture. */
  private static final class Trace implements StepObserver {
    private final List<float[]> after = new ArrayList<>();
    private Image image;

    @Override
    public void stepped(String id, int step, double timestep, float[] prediction, float[] sample) {}

    @Override
    public void restored(String id, int step, float[] sample) {
      after.add(sample);
    }

    float[] last() {
      return after.get(after.size() - 1);
    }
  }
}
