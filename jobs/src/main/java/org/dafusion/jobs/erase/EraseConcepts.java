package org.dafusion.jobs.erase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.diffusion.Network;
import org.dafusion.erasure.ConceptErasure;
import org.dafusion.erasure.ErasedConcept;
import org.dafusion.erasure.ErasedWeights;
import org.dafusion.erasure.ErasureObserver;
import org.dafusion.erasure.ErasureResult;
import org.dafusion.jobs.cluster.TrainingMeters;
import org.dafusion.jobs.executor.ExecutorModels;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.stage.MappedRows;
import org.dafusion.jobs.stage.TrainingSteps;
import org.dafusion.jobs.table.Checkpoints;
import org.dafusion.jobs.table.ErasureRow;
import org.dafusion.jobs.table.ErasuresTable;
import org.dafusion.jobs.table.Sha256;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Planned concepts to rows of {@code erasures}. A concept's file appears as soon as its training is
 * done; where it is there already, because the job ended before its row was written, it is not
 * trained again.
 */
final class EraseConcepts implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(EraseConcepts.class);

  /** The plan: a row for each concept. */
  static final StructType PLAN =
      new StructType()
          .add("index", DataTypes.IntegerType)
          .add("id", DataTypes.StringType)
          .add("prompts", DataTypes.createArrayType(DataTypes.StringType));

  private final EraseRun run;
  private final String workspace;
  private final Checkpoints checkpoints;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final TrainingSteps steps;
  private final TrainingMeters meters;
  private final CollectionAccumulator<String> devices;
  private final CollectionAccumulator<String> notes;

  EraseConcepts(
      EraseRun run,
      String workspace,
      Checkpoints checkpoints,
      Broadcast<SerializableConfiguration> hadoop,
      TrainingSteps steps,
      TrainingMeters meters,
      CollectionAccumulator<String> devices,
      CollectionAccumulator<String> notes) {
    this.run = run;
    this.workspace = workspace;
    this.checkpoints = checkpoints;
    this.hadoop = hadoop;
    this.steps = steps;
    this.meters = meters;
    this.devices = devices;
    this.notes = notes;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> concepts) {
    return new MappedRows(concepts, this::erase);
  }

  private Row erase(Row planned) {
    ErasedConcept concept =
        new ErasedConcept(planned.getAs("id"), planned.getList(planned.fieldIndex("prompts")));
    try {
      Path folder = Files.createTempDirectory("dafusion-erase");
      try {
        return ErasuresTable.toRow(new Erasing(concept, folder).row());
      } finally {
        org.apache.hadoop.fs.FileUtil.fullyDelete(folder.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot keep the weights without %s because %s".formatted(concept.name(), e.getMessage()),
          e);
    }
  }

  /** One concept in work, with a folder for its files. */
  private final class Erasing implements ErasureObserver {
    private final ErasedConcept concept;
    private final Path weights;
    private final Path checkpoint;
    private final String name;
    private final org.apache.hadoop.fs.Path place;
    private final Configuration configuration = hadoop.value().value();
    private int resumedAt;
    private String device;

    Erasing(ErasedConcept concept, Path folder) {
      this.concept = concept;
      weights = folder.resolve("weights.safetensors");
      checkpoint = folder.resolve("checkpoint.safetensors");
      name = ErasuresTable.file(run.id(), concept.name());
      place = new org.apache.hadoop.fs.Path(workspace, name);
    }

    ErasureRow row() throws IOException {
      if (place.getFileSystem(configuration).exists(place)) {
        return stored();
      }
      ErasureResult result = train();
      if (result.diverged()) {
        return row(result, null, null, null);
      }
      // another attempt may have been quicker, and the row must tell of the file that is there
      return WholeFile.storeNew(place, weights, configuration) ? erased(result) : stored();
    }

    /** The row of the file that is there already. */
    private ErasureRow stored() throws IOException {
      place
          .getFileSystem(configuration)
          .copyToLocalFile(false, place, new org.apache.hadoop.fs.Path(weights.toUri()), true);
      try (ErasedWeights erased = ErasedWeights.open(weights)) {
        return erased(new ErasureResult(run.erasure().preset().iterations(), erased.loss(), null));
      }
    }

    private ErasureResult train() throws IOException {
      TaskDevice assigned = TaskDevice.current(run.executor().choice());
      device = assigned.name();
      devices.add(device);
      try (ExecutorModels.Lease lease =
          ExecutorModels.borrow(run.wanted(), run.executor(), assigned, configuration)) {
        try (ConceptErasure erasure =
            ConceptErasure.begin(lease.model(), run.modelDigest(), run.erasure(), concept)) {
          return train(erasure);
        } catch (IOException | RuntimeException | Error e) {
          // its weights may not be the original ones again
          lease.discard();
          throw e;
        }
      }
    }

    private ErasureResult train(ConceptErasure erasure) throws IOException {
      if (checkpoints.fetch(concept.name(), checkpoint, configuration)) {
        erasure.resume(checkpoint);
        resumedAt = erasure.iterations();
      }
      ErasureResult result = erasure.run(this);
      if (result.diverged()) {
        count(result.iterations(), result.loss(), true);
      } else {
        erasure.write(weights);
      }
      return result;
    }

    @Override
    public void stepped(int iterations, double loss) {
      if (TaskContext.get().isInterrupted()) {
        throw new TaskKilledException();
      }
      count(iterations, loss, false);
      meters.stepped(device, run.erasure().partialLatents());
    }

    @Override
    public void worked(Network network, long nanos) {
      meters.worked(network, nanos);
    }

    private void count(int iterations, double loss, boolean diverged) {
      steps.add(
          new TrainingSteps.Step(
              concept.name(), iterations, iterations - resumedAt, loss, null, diverged));
    }

    @Override
    public void checkpointDue(ConceptErasure erasure) {
      try {
        erasure.save(checkpoint);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "Cannot write " + checkpoint + " because " + e.getMessage(), e);
      }
      checkpoints.store(concept.name(), checkpoint, configuration);
    }

    @Override
    public void memoryShort(String message) {
      LOG.warn(message);
      notes.add("erase: " + message);
    }

    private ErasureRow erased(ErasureResult result) throws IOException {
      return row(result, name, Sha256.of(weights), Files.size(weights));
    }

    private ErasureRow row(ErasureResult result, String file, String digest, Long bytes) {
      return new ErasureRow(
          run.id(),
          concept.name(),
          concept.text(),
          run.erasure().preset().name(),
          result.iterations(),
          result.loss(),
          file,
          digest,
          bytes,
          run.erasure().seed(),
          run.modelDigest(),
          result.diverged() ? Status.DIVERGED : Status.OK,
          result.reason());
    }
  }
}
