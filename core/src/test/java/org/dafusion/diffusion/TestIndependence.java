package org.dafusion.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dafusion.bench.SmallFolder;
import org.dafusion.diffusion.EditResult.Edited;
import org.dafusion.diffusion.NoisePredictor.Row;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.image.Mask;
import org.dafusion.random.GaussianNoise;
import org.dafusion.schedule.SchedulerKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes out for a request depends on that request alone: equal bits. */
class TestIndependence {
  private static final int BATCH = 3;
  private static final int THREADS = 2;

  /** Pixels per position of the latents in the small folder. */
  private static final int FACTOR = 2;

  @TempDir private static Path folder;
  private static final Map<Precision, StableDiffusion> MODELS = new EnumMap<>(Precision.class);

  @BeforeAll
  static void load() throws IOException {
    ModelFolder small = ModelFolder.open(SmallFolder.write(folder.resolve("model")));
    for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
      MODELS.put(precision, StableDiffusion.load(small, precision, Device.cpu(), false));
    }
  }

  @BeforeEach
  @AfterEach
  void setThreads() {
    TorchRuntime.setThreads(THREADS);
  }

  @AfterAll
  static void close() {
    MODELS.values().forEach(StableDiffusion::close);
  }

  @ParameterizedTest
  @CsvSource({
    "FP32, 8, 8", "FP32, 16, 16", "FP32, 8, 12", "FP32, 5, 6", "FP32, 3, 5", "FP32, 5, 7",
    "FP32, 7, 7", "FP32, 6, 7", "FP32, 10, 7", "BF16, 8, 8", "BF16, 5, 6", "BF16, 5, 7"
  })
  void aRowOfTheNoisePredictorDoesNotKnowItsNeighboursOrItsPlace(
      Precision precision, int height, int width) {
    LatentSize size = new LatentSize(4, height, width);
    Row row = row(size, 1);
    float[] alone = predict(precision, size, List.of(row)).get(0);
    for (int threads : new int[] {1, 3}) {
      TorchRuntime.setThreads(threads);
      for (int rows : new int[] {2, 3, 4, 6, 8, 10}) {
        List<Row> others = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
          others.add(row(size, 100 + i));
        }
        for (int place = 0; place < rows; place++) {
          List<Row> mixed = new ArrayList<>(others);
          mixed.set(place, row);
          assertThat(predict(precision, size, mixed).get(place)).containsExactly(alone);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"FP32", "BF16"})
  void aRowThatIsNotFiniteHarmsNoOther(Precision precision) {
    LatentSize size = new LatentSize(4, 8, 8);
    Row row = row(size, 1);
    Row broken = row(size, 2);
    Arrays.fill(broken.sample(), Float.NaN);
    float[] alone = predict(precision, size, List.of(row)).get(0);
    List<float[]> beside = predict(precision, size, List.of(broken, row, broken));
    assertThat(beside.get(1)).containsExactly(alone);
    assertThat(beside.get(0)).containsOnly(Float.NaN);
  }

  @ParameterizedTest
  @CsvSource({"FP32, 8, 8", "FP32, 16, 16", "BF16, 8, 8"})
  void aRequestDoesNotKnowWhatElseIsInWork(Precision precision, int height, int width)
      throws Exception {
    List<EditRequest> requests = requests(height * FACTOR, width * FACTOR);
    Map<String, Outcome> alone = new TreeMap<>();
    for (EditRequest request : requests) {
      alone.putAll(edit(precision, List.of(request)));
    }
    assertThat(edit(precision, requests)).isEqualTo(alone);
    List<EditRequest> mixed = new ArrayList<>(requests);
    Collections.reverse(mixed);
    assertThat(edit(precision, mixed)).isEqualTo(alone);
    Collections.shuffle(mixed, new Random(0));
    // as partitions of a job would split them, with a short last batch in each
    Map<String, Outcome> parts = new TreeMap<>(edit(precision, mixed.subList(0, 4)));
    parts.putAll(edit(precision, mixed.subList(4, mixed.size())));
    assertThat(parts).isEqualTo(alone);
  }

  @Test
  void twoThreadsThatShareTheModelGiveWhatOneGives() throws Exception {
    List<EditRequest> requests = requests(16, 16);
    Map<String, Outcome> expected = edit(Precision.FP32, requests);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      int half = requests.size() / 2;
      Future<Map<String, Outcome>> first =
          threads.submit(() -> edit(Precision.FP32, requests.subList(0, half)));
      Future<Map<String, Outcome>> second =
          threads.submit(() -> edit(Precision.FP32, requests.subList(half, requests.size())));
      Map<String, Outcome> found = new TreeMap<>(first.get());
      found.putAll(second.get());
      assertThat(found).isEqualTo(expected);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void resultsComeInTheOrderInWhichTheyEndAndAllOfThem() {
    List<EditRequest> requests = requests(16, 16);
    List<String> ids = new ArrayList<>();
    new ImageToImage(MODELS.get(Precision.FP32), settings(requests), LearnedTokens.NONE)
        .edit(requests.iterator())
        .forEachRemaining(result -> ids.add(result.id()));
    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(requests.stream().map(EditRequest::id).toList());
    // the third has the fewest steps of those that begin together
    assertThat(ids.get(0)).isEqualTo("r2");
  }

  private static Map<String, Outcome> edit(Precision precision, List<EditRequest> requests) {
    Map<String, List<Float>> latents = new TreeMap<>();
    StepObserver observer =
        (id, step, timestep, prediction, sample) -> {
          List<Float> values = new ArrayList<>(sample.length);
          for (float value : sample) {
            values.add(value);
          }
          latents.put(id, values);
        };
    Map<String, Outcome> outcomes = new TreeMap<>();
    new ImageToImage(
            MODELS.get(precision),
            settings(requests),
            LearnedTokens.NONE,
            NoiseSource.SEEDED,
            observer)
        .edit(requests.iterator())
        .forEachRemaining(
            result ->
                outcomes.put(
                    result.id(), new Outcome(latents.get(result.id()), ((Edited) result).image())));
    return outcomes;
  }

  private static EditSettings settings(List<EditRequest> requests) {
    Image first = requests.get(0).source();
    return new EditSettings(
        SchedulerKind.DPM_SOLVER_PLUS_PLUS,
        4,
        BATCH,
        first.width(),
        first.height(),
        MaskBlend.NEXT);
  }

  /** Different strengths, prompts and sources, guided and not, masked and not. */
  private static List<EditRequest> requests(int height, int width) {
    double[] strengths = {0.5, 1, 0.25, 0.75, 0.5, 0.125, 1};
    List<EditRequest> requests = new ArrayList<>();
    for (int i = 0; i < strengths.length; i++) {
      byte[] rgb = new byte[width * height * Image.CHANNELS];
      new Random(i / 2).nextBytes(rgb);
      requests.add(
          new EditRequest(
              "r" + i,
              "s" + i / 2,
              new Image(width, height, rgb),
              i % 2 == 0 ? "a photo of a dog" : "a drawing",
              i == 4 ? "blurry" : "",
              strengths[i],
              i % 4 == 3 ? 1 : 7.5,
              i,
              i % 3 == 1 ? rightHalf(width, height) : null));
    }
    return requests;
  }

  private static Mask rightHalf(int width, int height) {
    byte[] values = new byte[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i % width < width / 2 ? 0 : 255);
    }
    return new Mask(width, height, values);
  }

  private static Row row(LatentSize size, long seed) {
    return new Row(
        GaussianNoise.of(seed, size.count()),
        (seed * 37) % 1000,
        GaussianNoise.of(seed + 1000, 77 * SmallFolder.WIDTH));
  }

  private static List<float[]> predict(Precision precision, LatentSize size, List<Row> rows) {
    return MODELS
        .get(precision)
        .noisePredictor()
        .predictNoise(rows, rows.size(), size, new Shape(77, SmallFolder.WIDTH));
  }

  /** Latents after the last step, and the picture. */
  private record Outcome(List<Float> latents, Image image) {}
}
