package org.dafusion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.dafusion.augment.AugmentResult;
import org.dafusion.augment.TokenChoice;
import org.dafusion.diffusion.EditResult;
import org.dafusion.image.Image;
import org.dafusion.jobs.SparkTest;
import org.dafusion.jobs.augment.FinishedPictures.Encoding;
import org.dafusion.jobs.cluster.WorkMeters;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.stage.NumbersByName;
import org.dafusion.jobs.stage.PictureTally;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

/** Threads that decode and encode, and a device that does not wait for them. */
class TestFinishedPictures extends SparkTest {
  private static final int BATCH = 2;
  private static final TaskDevice CPU = new TaskDevice(false, "");
  private static final StructType SOURCE =
      new StructType()
          .add("source_id", DataTypes.StringType)
          .add("class", DataTypes.StringType)
          .add("label", DataTypes.LongType)
          .add("repeats", DataTypes.createArrayType(DataTypes.IntegerType));

  private final List<String> events = new ArrayList<>();

  /** Were a picture encoded by the device's thread, the device would never come to the next one. */
  @Test
  void theDeviceGoesOnWhileAPictureIsEncoded() {
    CountDownLatch secondBegun = new CountDownLatch(1);
    Encoding slow =
        (result, planned) -> {
          if (result.id().equals("a#0")) {
            await(secondBegun);
          }
          return PictureRow.of(result, planned, GuidedRun.of(BATCH));
        };

    List<String> ids = ids(pictures(5, slow, number -> number == 1, secondBegun));

    assertThat(ids).containsExactly("a#0", "a#1", "a#2", "a#3", "a#4");
  }

  @Test
  void theDeviceStopsWhereTwoBatchesWaitForTheEncoder() {
    CountDownLatch never = new CountDownLatch(1);
    Encoding stuck =
        (result, planned) -> {
          await(never);
          return PictureRow.of(result, planned, GuidedRun.of(BATCH));
        };
    FinishedPictures pictures = pictures(9, stuck, number -> false, never);

    assertThat(pictures.hasNext()).isTrue();

    assertThat(events).hasSize(2 * BATCH);
    never.countDown();
    assertThat(ids(pictures)).hasSize(9);
  }

  @Test
  void anEncoderThatFailsFailsTheTask() {
    RuntimeException broken = new IllegalStateException("no encoder");
    Encoding failing =
        (result, planned) -> {
          throw broken;
        };

    assertThatThrownBy(() -> ids(pictures(1, failing, number -> false, null))).isSameAs(broken);
  }

  /** The second is being decoded though nobody has asked for it. */
  @Test
  void sourcesAreDecodedAhead() {
    CountDownLatch second = new CountDownLatch(1);
    List<Row> rows = List.of(source("a"), source("b"));
    try (DecodedSources sources =
        new DecodedSources(
            rows.iterator(),
            row -> {
              if (row.getAs("source_id").equals("b")) {
                second.countDown();
              }
              return decoded(row);
            },
            meters())) {
      assertThat(sources.next().row()).isSameAs(rows.get(0));
      await(second);
      assertThat(sources.next().row()).isSameAs(rows.get(1));
      assertThat(sources.hasNext()).isFalse();
    }
  }

  @Test
  void fewSourcesAreHeld() {
    List<Row> asked = new ArrayList<>();
    Iterator<Row> many =
        List.of("a", "b", "c", "d", "e", "f", "g", "h", "i").stream()
            .map(TestFinishedPictures::source)
            .peek(asked::add)
            .iterator();
    try (DecodedSources sources =
        new DecodedSources(many, TestFinishedPictures::decoded, meters())) {
      assertThat(sources.hasNext()).isTrue();
      assertThat(asked).hasSize(DecodedSources.AHEAD);
      sources.next();
      assertThat(asked).hasSize(DecodedSources.AHEAD + 1);
    }
  }

  private static WorkMeters meters() {
    return new WorkMeters(spark);
  }

  /** A device that makes pictures at once, and tells of one that it has begun. */
  private FinishedPictures pictures(
      int count, Encoding encoding, IntPredicate told, CountDownLatch telling) {
    Row source =
        new GenericRowWithSchema(
            new Object[] {"a", "ant", 0L, JavaConverters.asScalaBuffer(numbers(count)).toSeq()},
            SOURCE);
    PlannedPictures planned =
        new PlannedPictures(
            GuidedRun.of(BATCH),
            TokenChoice.NONE,
            ErasedUnets.NONE,
            List.of(decoded(source)).iterator());
    Iterator<AugmentResult> device =
        new Iterator<>() {
          private int made;

          @Override
          public boolean hasNext() {
            return planned.hasNext();
          }

          @Override
          public AugmentResult next() {
            if (told.test(made++)) {
              telling.countDown();
            }
            String id = planned.next().id();
            events.add(id);
            return new AugmentResult(List.of(), 0, new EditResult.Edited(id, black()));
          }
        };
    LongAccumulator done = spark.sparkContext().longAccumulator();
    NumbersByName memory = new NumbersByName(NumbersByName.Rule.LARGEST);
    return new FinishedPictures(
        planned, device, encoding, BATCH, CPU, new PictureTally(done, memory), meters());
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static List<String> ids(FinishedPictures pictures) {
    try (pictures) {
      List<String> ids = new ArrayList<>();
      pictures.forEachRemaining(row -> ids.add(row.getAs("id")));
      return ids;
    }
  }

  private static Row source(String id) {
    return new GenericRowWithSchema(new Object[] {id, "ant", 0L, null}, SOURCE);
  }

  private static DecodedSource decoded(Row row) {
    return new DecodedSource(row, black(), null, null, 0);
  }

  private static Image black() {
    return new Image(1, 1, new byte[Image.CHANNELS]);
  }

  private static void await(CountDownLatch event) {
    try {
      if (!event.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The event did not come");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
