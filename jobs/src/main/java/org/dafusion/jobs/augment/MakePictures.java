package org.dafusion.jobs.augment;

import java.util.Iterator;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.dafusion.augment.AugmentResult;
import org.dafusion.augment.Augmenter;
import org.dafusion.augment.TokenChoice;
import org.dafusion.diffusion.EditSettings;
import org.dafusion.image.ImageDecoder;
import org.dafusion.jobs.cluster.WorkMeters;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.executor.ErasedFile;
import org.dafusion.jobs.executor.ExecutorModels;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.pictures.SyntheticRun;
import org.dafusion.jobs.stage.PictureTally;
import org.dafusion.jobs.table.SyntheticRow;
import scala.collection.BufferedIterator;
import scala.collection.JavaConverters;

/** Sources with the repeats wanted of each to rows of {@code synthetic}, on the task's device. */
final class MakePictures implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  /** The plan: a row for each source. */
  static final StructType PLAN =
      new StructType()
          .add("index", DataTypes.IntegerType)
          .add("source_id", DataTypes.StringType)
          .add("repeats", DataTypes.createArrayType(DataTypes.IntegerType, false));

  private final SyntheticRun run;
  private final Editing editing;
  private final Broadcast<TokenChoice> tokens;
  private final ErasedUnets erased;
  private final long maxPixels;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final PictureTally tally;
  private final WorkMeters meters;
  private final CollectionAccumulator<String> devices;

  MakePictures(
      SyntheticRun run,
      Editing editing,
      Broadcast<TokenChoice> tokens,
      ErasedUnets erased,
      long maxPixels,
      Broadcast<SerializableConfiguration> hadoop,
      PictureTally tally,
      WorkMeters meters,
      CollectionAccumulator<String> devices) {
    this.run = run;
    this.editing = editing;
    this.tokens = tokens;
    this.erased = erased;
    this.maxPixels = maxPixels;
    this.hadoop = hadoop;
    this.tally = tally;
    this.meters = meters;
    this.devices = devices;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      // an empty partition needs no model
      return rows;
    }
    TaskDevice device = TaskDevice.current(run.executor().choice());
    devices.add(device.name());
    // where weights belong to a class, a partition holds one class
    BufferedIterator<Row> ahead = JavaConverters.asScalaIterator(rows).buffered();
    ErasedFile weights = erased.of(ahead.head().getAs("class"));
    ExecutorModels.Lease lease =
        ExecutorModels.borrow(
            new ExecutorModels.Wanted(run.model(), run.modelDigest(), weights, false),
            run.executor(),
            device,
            hadoop.value().value());
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> lease.close());
    DecodedSources sources =
        new DecodedSources(JavaConverters.asJavaIterator(ahead), decoding(), meters);
    TokenChoice choice = tokens.value();
    PlannedPictures planned = new PlannedPictures(run, choice, erased, sources);
    EditSettings settings = run.augment().editSettings();
    Augmenter results =
        new Augmenter(
            planned.augmentation(),
            run.augment(),
            planned,
            requests -> editing.edit(lease.model(), settings, choice.tokens(), requests, meters));
    FinishedPictures finished =
        new FinishedPictures(
            planned, results, this::row, run.augment().batch(), device, tally, meters);
    // listeners are told last to first, so the lease is given back when these have ended
    TaskCompletionListener release =
        context -> {
          sources.close();
          finished.close();
        };
    TaskContext.get().addTaskCompletionListener(release);
    return finished;
  }

  private Function<Row, DecodedSource> decoding() {
    ImageDecoder decoder = new ImageDecoder(maxPixels);
    return source -> DecodedSource.of(source, run.augment().size(), decoder);
  }

  private SyntheticRow row(AugmentResult result, PlannedPictures.Planned planned) {
    return PictureRow.of(result, planned, run);
  }
}
