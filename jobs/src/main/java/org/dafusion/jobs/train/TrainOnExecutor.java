package org.dafusion.jobs.train;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.classifier.ClassifierTrainer;
import org.dafusion.classifier.HeldOutPictures;
import org.dafusion.classifier.Protocol;
import org.dafusion.classifier.TrialListener;
import org.dafusion.classifier.TrialResult;
import org.dafusion.data.Example;
import org.dafusion.data.Part;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.image.ImageDecoder;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.table.TrialsTable;

/** The images of one trial to what it found, on the task's device. */
final class TrainOnExecutor implements FlatMapFunction<Iterator<Row>, TrialOutcome> {
  private static final long serialVersionUID = 1;

  private final List<PlannedTrial> trials;
  private final String dataset;
  private final List<String> classNames;
  private final ExecutorSettings executor;
  private final long maxPixels;
  private final String heads;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * Trials by their index.
   *
   * @param dataset name in the table
   * @param classNames by label
   * @param heads folder of the trained heads
   */
  TrainOnExecutor(
      List<PlannedTrial> trials,
      String dataset,
      List<String> classNames,
      ExecutorSettings executor,
      long maxPixels,
      String heads,
      Broadcast<SerializableConfiguration> hadoop) {
    this.trials = new ArrayList<>(trials);
    this.dataset = dataset;
    this.classNames = new ArrayList<>(classNames);
    this.executor = executor;
    this.maxPixels = maxPixels;
    this.heads = heads;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<TrialOutcome> call(Iterator<Row> rows) {
    Map<TrialRole, List<Example>> images = new EnumMap<>(TrialRole.class);
    for (TrialRole role : TrialRole.values()) {
      images.put(role, new ArrayList<>());
    }
    int index = -1;
    while (rows.hasNext()) {
      Row row = rows.next();
      index = row.<Integer>getAs("index");
      images.get(TrialRole.valueOf(row.getAs("role"))).add(TrialRows.example(row));
    }
    if (index < 0) {
      return Collections.emptyIterator();
    }
    images.values().forEach(some -> some.sort(TrainOnExecutor::byId));
    return List.of(train(index, images)).iterator();
  }

  /** In the order of Spark, whose text is compared byte by byte. */
  private static int byId(Example one, Example other) {
    return Arrays.compareUnsigned(
        one.id().getBytes(StandardCharsets.UTF_8), other.id().getBytes(StandardCharsets.UTF_8));
  }

  private TrialOutcome train(int index, Map<TrialRole, List<Example>> images) {
    long start = System.nanoTime();
    PlannedTrial trial = trials.get(index);
    TaskDevice device = TaskDevice.current(executor.choice());
    TorchRuntime.setThreads(executor.threads());
    try (ExecutorBackbones.Lease lease =
        ExecutorBackbones.borrow(trial.classifier(), trial.backboneDigest(), device)) {
      ClassifierTrainer trainer =
          new ClassifierTrainer(
              trial.classifier(),
              lease.backbone(),
              new ImageDecoder(maxPixels),
              classNames,
              TrialListener.NONE);
      TrialResult result = train(trial, trainer, images);
      String run = trial.id();
      new HeadFile(new Path(heads), hadoop.value().value()).save(run, result);
      List<Row> rows = new ArrayList<>();
      result.rows().stream()
          .map(row -> TrialAccuracy.row(row, run, trial, dataset))
          .map(TrialsTable::toRow)
          .forEach(rows::add);
      List<String> skipped = new ArrayList<>();
      result.skipped().forEach(example -> skipped.add(example.id() + ": " + example.reason()));
      return new TrialOutcome(
          index, rows, skipped, (System.nanoTime() - start) / 1e9, device.name());
    }
  }

  private static TrialResult train(
      PlannedTrial trial, ClassifierTrainer trainer, Map<TrialRole, List<Example>> images) {
    List<Example> testing = images.get(TrialRole.TEST);
    boolean tests = trial.classifier().protocolInUse() == Protocol.CLEAN && !testing.isEmpty();
    try (HeldOutPictures validation =
            trainer.heldOut(Part.VALIDATION, images.get(TrialRole.VALIDATION));
        HeldOutPictures test = tests ? trainer.heldOut(Part.TEST, testing) : null) {
      return trainer.run(
          images.get(TrialRole.REAL), images.get(TrialRole.SYNTHETIC), validation, test);
    }
  }
}
