package org.dafusion.jobs.classify;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.dafusion.jobs.examples.LimitSettings;
import org.dafusion.jobs.executor.ExecutorClassifiers;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.TaskDevice;

/** Images, as {@link ClassifiedImages} has them, to rows of {@code predictions}. */
final class ClassifyImages implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  private final String run;
  private final String model;
  private final String digest;
  private final ClassifySettings settings;
  private final ExecutorSettings executor;
  private final LimitSettings limits;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final CollectionAccumulator<String> devices;

  /**
   * @param model folder or URL of the classifier
   * @param digest of that folder
   * @param limits of files, and of images that are not cut
   * @param devices is told where the work was done
   */
  ClassifyImages(
      String run,
      String model,
      String digest,
      ClassifySettings settings,
      ExecutorSettings executor,
      LimitSettings limits,
      Broadcast<SerializableConfiguration> hadoop,
      CollectionAccumulator<String> devices) {
    this.run = run;
    this.model = model;
    this.digest = digest;
    this.settings = settings;
    this.executor = executor;
    this.limits = limits;
    this.hadoop = hadoop;
    this.devices = devices;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> images) {
    if (!images.hasNext()) {
      // an empty partition needs no classifier
      return images;
    }
    TaskDevice device = TaskDevice.current(executor.choice());
    devices.add(device.name());
    Configuration configuration = hadoop.value().value();
    ExecutorClassifiers.Lease lease =
        ExecutorClassifiers.borrow(model, digest, executor, device, configuration);
    ImageStrips strips =
        new ImageStrips(settings, limits, lease.classifier()::sized, configuration);
    DecodedAhead cuts = new DecodedAhead(strips(images, strips));
    TaskContext.get()
        .addTaskCompletionListener(
            (TaskCompletionListener)
                context -> {
                  cuts.close();
                  lease.close();
                });
    return new Predictions(cuts, lease.classifier(), run, settings.batch(), settings.topK());
  }

  private static Iterator<Supplier<List<CutTile>>> strips(
      Iterator<Row> images, ImageStrips strips) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(images, 0), false)
        .flatMap(image -> strips.of(image).stream())
        .iterator();
  }
}
