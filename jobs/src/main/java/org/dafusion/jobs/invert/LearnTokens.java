package org.dafusion.jobs.invert;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.dafusion.diffusion.Network;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.inversion.Concept;
import org.dafusion.inversion.ConceptTraining;
import org.dafusion.inversion.ConceptViews;
import org.dafusion.inversion.InitialVectors;
import org.dafusion.inversion.InversionListener;
import org.dafusion.inversion.InversionRecipe;
import org.dafusion.inversion.InversionRun;
import org.dafusion.inversion.TextualInversion;
import org.dafusion.inversion.TrainingState;
import org.dafusion.jobs.cluster.TrainingMeters;
import org.dafusion.jobs.erase.ErasedUnets;
import org.dafusion.jobs.executor.ExecutorModels;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.pictures.InvertRun;
import org.dafusion.jobs.stage.MappedRows;
import org.dafusion.jobs.stage.TrainingSteps;
import org.dafusion.jobs.table.Checkpoints;
import org.dafusion.jobs.table.EmbeddingRow;
import org.dafusion.jobs.table.EmbeddingsTable;
import org.dafusion.jobs.table.Status;
import org.dafusion.random.Seeds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.BufferedIterator;
import scala.collection.JavaConverters;

/**
 * Planned tokens with their photos to rows of {@code embeddings}: all tokens of a partition, of
 * whatever runs, train together, as many at a time as the device takes, each going on from its
 * checkpoint. One that has taken its last step leaves a checkpoint too, so that it is not trained
 * again if the task or the job ends before its row is written.
 */
final class LearnTokens implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(LearnTokens.class);

  private final InvertRun run;
  private final ErasedUnets erased;
  private final long maxPixels;
  private final Map<String, Checkpoints> checkpoints;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final TrainingSteps steps;
  private final TrainingMeters meters;
  private final CollectionAccumulator<String> devices;
  private final CollectionAccumulator<String> notes;

  /**
   * @param run any of the runs; they differ in the draw of images and in nothing else
   * @param checkpoints of each run, by its name
   */
  LearnTokens(
      InvertRun run,
      ErasedUnets erased,
      long maxPixels,
      Map<String, Checkpoints> checkpoints,
      Broadcast<SerializableConfiguration> hadoop,
      TrainingSteps steps,
      TrainingMeters meters,
      CollectionAccumulator<String> devices,
      CollectionAccumulator<String> notes) {
    this.run = run;
    this.erased = erased;
    this.maxPixels = maxPixels;
    this.checkpoints = checkpoints;
    this.hadoop = hadoop;
    this.steps = steps;
    this.meters = meters;
    this.devices = devices;
    this.notes = notes;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> tokens) {
    if (!tokens.hasNext()) {
      return tokens;
    }
    TaskDevice device = TaskDevice.current(run.executor().choice());
    devices.add(device.name());
    // where weights belong to a class, a partition holds one class
    BufferedIterator<Row> ahead = JavaConverters.asScalaIterator(tokens).buffered();
    String className = ahead.head().getAs("class");
    if (erased.refusal(className) != null) {
      return new MappedRows(JavaConverters.asJavaIterator(ahead), this::refused);
    }
    try (ExecutorModels.Lease lease =
        ExecutorModels.borrow(
            new ExecutorModels.Wanted(run.model(), run.modelDigest(), erased.of(className), false),
            run.executor(),
            device,
            hadoop.value().value())) {
      Learning learning =
          new Learning(device.name(), lease.model(), JavaConverters.asJavaIterator(ahead));
      learning.run();
      return learning.rows.iterator();
    }
  }

  /** The row of a token whose class could not be erased, so that nothing may be learned of it. */
  private Row refused(Row token) {
    return EmbeddingsTable.toRow(
        new EmbeddingRow(
            token.getAs("id"),
            token.getAs("run"),
            token.<Long>getAs("label"),
            token.getAs("class"),
            token.getAs("source_id"),
            token.getAs("placeholder"),
            null,
            null,
            0,
            0,
            null,
            null,
            null,
            seed(token),
            run.modelDigest(),
            Status.REFUSED,
            erased.refusal(token.getAs("class"))));
  }

  private long seed(Row token) {
    return Seeds.derive(run.invert().inversion().seed(), token.<String>getAs("id"));
  }

  /** One task's tokens. */
  private final class Learning implements InversionListener, Iterator<Concept> {
    private final String device;
    private final StableDiffusion model;
    private final Iterator<Row> tokens;
    private final ImageDecoder decoder = new ImageDecoder(maxPixels);
    // by the concept itself: those of different runs may be spelled alike
    private final Map<Concept, Row> begun = new IdentityHashMap<>();
    private final Map<Concept, Integer> resumedAt = new IdentityHashMap<>();
    private final List<Row> rows = new ArrayList<>();

    Learning(String device, StableDiffusion model, Iterator<Row> tokens) {
      this.device = device;
      this.model = model;
      this.tokens = tokens;
    }

    void run() {
      try (TextualInversion trainer = new TextualInversion(model, run.invert().inversion(), this)) {
        new InversionRun(trainer, run.invert().inversion(), this).run(this, this::checkpoint);
      }
    }

    @Override
    public boolean hasNext() {
      return tokens.hasNext();
    }

    @Override
    public Concept next() {
      Row token = tokens.next();
      InversionRecipe recipe = run.invert().recipe();
      Concept concept =
          new Concept(
              token.getAs("placeholder"),
              images(token),
              recipe,
              InitialVectors.of(model.textEncoder(), recipe, token.getAs("class")),
              seed(token));
      begun.put(concept, token);
      return concept;
    }

    private List<Image> images(Row token) {
      List<Row> photos = token.getList(token.fieldIndex("photos"));
      List<Image> images = photos.stream().map(this::decoded).toList();
      int size = run.invert().inversion().size();
      return token.getAs("source_id") == null
          ? ConceptViews.pooled(images, size)
          : ConceptViews.specific(images.get(0), size);
    }

    private Image decoded(Row photo) {
      try {
        return decoder.decode(photo.<byte[]>getAs("png"));
      } catch (UndecodableImageException e) {
        throw new IllegalStateException(
            "A photo that was just squashed must be readable: " + photo.getAs("photo"), e);
      }
    }

    private TrainingState checkpoint(Concept concept) {
      Row token = begun.get(concept);
      TrainingState state = checkpoint(token).fetch(token.getAs("id"));
      if (state != null) {
        resumedAt.put(concept, state.step());
      }
      return state;
    }

    private TokenCheckpoint checkpoint(Row token) {
      return new TokenCheckpoint(
          checkpoints.get(token.<String>getAs("run")), hadoop.value().value());
    }

    @Override
    public void stepped(List<ConceptTraining> trainings, double seconds) {
      if (TaskContext.get().isInterrupted()) {
        throw new TaskKilledException();
      }
      trainings.forEach(this::count);
      meters.stepped(device, trainings.stream().mapToInt(ConceptTraining::batch).sum());
    }

    @Override
    public void worked(Network network, long nanos) {
      meters.worked(network, nanos);
    }

    private void count(ConceptTraining training) {
      Concept concept = training.concept();
      steps.add(
          new TrainingSteps.Step(
              begun.get(concept).getAs("name"),
              training.step(),
              training.step() - resumedAt.getOrDefault(concept, 0),
              training.lastLoss(),
              training.distance(),
              training.diverged()));
    }

    @Override
    public void checkpointDue(List<ConceptTraining> trainings) {
      trainings.forEach(this::keep);
    }

    @Override
    public void finished(ConceptTraining training) {
      count(training);
      if (!training.diverged()) {
        keep(training);
      }
      Row token = begun.remove(training.concept());
      rows.add(EmbeddingsTable.toRow(row(token, training)));
    }

    private void keep(ConceptTraining training) {
      Row token = begun.get(training.concept());
      checkpoint(token).store(token.getAs("id"), training.state());
    }

    @Override
    public void memoryShort(String message) {
      LOG.warn(message);
      notes.add("invert: " + message);
    }

    private EmbeddingRow row(Row token, ConceptTraining training) {
      String reason = reason(training);
      InversionRecipe recipe = run.invert().recipe();
      return new EmbeddingRow(
          token.getAs("id"),
          token.getAs("run"),
          token.<Long>getAs("label"),
          token.getAs("class"),
          token.getAs("source_id"),
          training.concept().placeholder(),
          reason == null ? training.vectors() : null,
          recipe.initialWord(token.getAs("class")),
          token.getList(token.fieldIndex("photos")).size(),
          training.step(),
          training.lastLoss(),
          training.losses(),
          training.distance(),
          seed(token),
          run.modelDigest(),
          reason == null ? Status.OK : Status.DIVERGED,
          reason);
    }

    /** Why the vectors are of no use; null if they are. */
    private static String reason(ConceptTraining training) {
      if (training.diverged()) {
        return training.divergence();
      }
      return training.moved() ? null : "no gradient ever reached one of the vectors";
    }
  }
}
