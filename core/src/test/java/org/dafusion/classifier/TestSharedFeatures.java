package org.dafusion.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.dafusion.data.Example;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.image.ImageDecoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSharedFeatures {
  @TempDir private static Path folder;
  private static Backbone backbone;
  private static DrawnExamples drawn;

  @BeforeAll
  static void draw() throws IOException {
    // the networks are so small that threads would only wait for each other
    TorchRuntime.setThreads(1);
    backbone = DrawnExamples.smallBackbone(folder);
    drawn = DrawnExamples.draw(folder, 4, 32);
  }

  @AfterAll
  static void close() {
    backbone.close();
    TorchRuntime.setThreads(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void aSecondTrialComputesNothingThatItHas() {
    FeatureStore store = new FeatureStore(16);
    Passes passes = new Passes();
    List<Example> synthetic = drawn.synthetic();
    try (HeldOutPictures heldOut = trainer(settings(), store, passes).heldOut(drawn.validation())) {
      trainer(settings(), store, passes.reset()).run(drawn.train(), List.of(), heldOut);
      // 16 pictures of 3 views in batches of 16
      assertThat(passes.count()).isEqualTo(3);

      ClassifierSettings other = settings().with(Map.of("seed", 5, "learning-rate", 0.01));
      trainer(other, store, passes.reset()).run(drawn.train(), List.of(), heldOut);
      assertThat(passes.count()).isZero();

      ClassifierSettings mixed = other.with(Map.of("synthetic-probability", 0.7));
      // the synthetic pictures have the content of the real ones here, under other ids
      trainer(mixed, store, passes.reset()).run(drawn.train(), synthetic, heldOut);
      assertThat(passes.count()).isZero();

      ClassifierSettings more = settings().with(Map.of("views", 4));
      trainer(more, store, passes.reset()).run(drawn.train(), List.of(), heldOut);
      assertThat(passes.count()).as("16 further views").isEqualTo(1);

      ClassifierSettings overhead = settings().with(Map.of("transform", "overhead"));
      trainer(overhead, store, passes.reset()).run(drawn.train(), List.of(), heldOut);
      assertThat(passes.count()).isEqualTo(3);
    }
  }

  /** As the halves that judge different seeds are. */
  @Test
  void heldOutPicturesThatOverlapGoThroughTheBackboneOnce() {
    FeatureStore store = new FeatureStore(16);
    Passes passes = new Passes();
    ClassifierTrainer trainer = trainer(settings(), store, passes);
    List<Example> all = drawn.validation();
    try (HeldOutPictures first = trainer.heldOut(all.subList(0, 12));
        HeldOutPictures second = trainer.heldOut(all.subList(4, 16))) {
      assertThat(passes.count()).as("12 pictures, then 4 others").isEqualTo(2);
      assertThat(second.size()).isEqualTo(12);
      trainer.heldOut(all).close();
      assertThat(passes.count()).isEqualTo(2);

      TrialResult shared = trainer.run(drawn.train(), List.of(), second);
      TrialResult alone =
          trainer(settings(), new FeatureStore(16), new Passes())
              .run(drawn.train(), List.of(), all.subList(4, 16));
      assertThat(shared.rows()).isEqualTo(alone.rows());
    }
  }

  @Test
  void whatIsInTheStoreChangesNoResult() {
    assertIndependentOfTheStore(settings());
  }

  /** Views that are mixed have partners, which must be the same too. */
  @Test
  void whatIsInTheStoreChangesNoMixedResult() {
    assertIndependentOfTheStore(settings().with(Map.of("cutmix", true)));
  }

  private static void assertIndependentOfTheStore(ClassifierSettings settings) {
    List<Example> synthetic = drawn.synthetic();
    FeatureStore shared = new FeatureStore(16);
    ClassifierSettings other = settings.with(Map.of("seed", 9, "views", 5));
    trainer(other, shared, new Passes())
        .run(drawn.train().subList(0, 9), List.of(), drawn.validation());
    TrialResult warm = run(settings, shared, synthetic);
    TrialResult again = run(settings, shared, synthetic);
    TrialResult cold = run(settings, new FeatureStore(16), synthetic);
    TrialResult bare = run(settings, new FeatureStore(0), synthetic);

    for (TrialResult result : List.of(again, cold, bare)) {
      assertThat(result.rows()).isEqualTo(warm.rows());
      assertThat(result.lastHead()).isEqualTo(warm.lastHead());
    }
  }

  @Test
  void aStoreThatIsTooSmallIsOfNoHarm() {
    // 48 views of 64 numbers and their keys have about 30 KB
    FeatureStore small = FeatureStore.ofBytes(20_000);
    TrialResult first = run(settings(), small, List.of());
    TrialResult second = run(settings(), small, List.of());

    assertThat(small.size()).isBetween(15_000L, 20_000L);
    assertThat(second.rows()).isEqualTo(first.rows());
    assertThat(first.rows()).isEqualTo(run(settings(), new FeatureStore(16), List.of()).rows());
  }

  @Test
  void aPictureThatCannotBeDecodedIsSkippedInEveryTrial() {
    FeatureStore store = new FeatureStore(16);
    List<Example> train = new ArrayList<>(drawn.train());
    train.add(DrawnExamples.broken("text", 0));
    for (int trial = 0; trial < 2; trial++) {
      TrialResult result =
          trainer(settings(), store, new Passes()).run(train, List.of(), drawn.validation());
      assertThat(result.skipped())
          .singleElement()
          .satisfies(
              skipped -> {
                assertThat(skipped.id()).isEqualTo("text");
                assertThat(skipped.reason()).isNotBlank();
              });
    }
  }

  @Test
  void mixedViewsAreOthersThanPlainOnes() {
    TrialResult plain = run(settings(), new FeatureStore(16), List.of());
    TrialResult mixed =
        run(settings().with(Map.of("cutmix", true)), new FeatureStore(16), List.of());

    assertThat(mixed.lastHead()).isNotEqualTo(plain.lastHead());
  }

  private static TrialResult run(
      ClassifierSettings settings, FeatureStore store, List<Example> synthetic) {
    return trainer(settings, store, new Passes()).run(drawn.train(), synthetic, drawn.validation());
  }

  private static ClassifierTrainer trainer(
      ClassifierSettings settings, FeatureStore store, TrialListener listener) {
    return new ClassifierTrainer(
        settings, backbone, new ImageDecoder(1_000_000), DrawnExamples.CLASSES, listener, store);
  }

  private static ClassifierSettings settings() {
    return Classifiers.settings(
        "learning-rate",
        1e-3,
        "iterations-per-epoch",
        4,
        "epochs",
        2,
        "image-size",
        32,
        "views",
        3,
        "batch",
        8);
  }

  /** Counts batches that went through the backbone. */
  private static final class Passes implements TrialListener {
    private final AtomicInteger count = new AtomicInteger();

    Passes reset() {
      count.set(0);
      return this;
    }

    int count() {
      return count.get();
    }

    @Override
    public void featuresComputed(long views, long total) {
      count.incrementAndGet();
    }

    @Override
    public void evaluated(Evaluation validation) {}
  }
}
