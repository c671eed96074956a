package org.dafusion.jobs.stage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.TorchRuntime;
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
import org.dafusion.jobs.executor.ExecutorModels;
import org.dafusion.jobs.executor.TaskDevice;
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
 * Planned words with their photos to rows of {@code embeddings}: all words of a partition train
 * together, as many at a time as the device takes, each going on from its checkpoint. One that has
 * taken its last step leaves a checkpoint too, so that it is not trained again if the task or the
 * job ends before its row is written.
 */
final class LearnWords implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(LearnWords.class);

  private final WordsRun run;
  private final ErasedUnets erased;
  private final long maxPixels;
  private final Checkpoints checkpoints;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final WordSteps steps;
  private final CollectionAccumulator<String> devices;

  LearnWords(
      WordsRun run,
      ErasedUnets erased,
      long maxPixels,
      Checkpoints checkpoints,
      Broadcast<SerializableConfiguration> hadoop,
      WordSteps steps,
      CollectionAccumulator<String> devices) {
    this.run = run;
    this.erased = erased;
    this.maxPixels = maxPixels;
    this.checkpoints = checkpoints;
    this.hadoop = hadoop;
    this.steps = steps;
    this.devices = devices;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> words) {
    if (!words.hasNext()) {
      return words;
    }
    TaskDevice device =
        TaskDevice.current(run.executor().choice(), () -> TorchRuntime.gpuCount() > 0);
    devices.add(device.name());
    // where weights belong to a class, a partition holds one class
    BufferedIterator<Row> ahead = JavaConverters.asScalaIterator(words).buffered();
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
      Learning learning = new Learning(lease.model(), JavaConverters.asJavaIterator(ahead));
      learning.run();
      return learning.rows.iterator();
    }
  }

  /** The row of a word whose class could not be erased, so that nothing may be learned of it. */
  private Row refused(Row word) {
    return EmbeddingsTable.toRow(
        new EmbeddingRow(
            word.getAs("id"),
            run.id(),
            word.<Long>getAs("label"),
            word.getAs("class"),
            word.getAs("source_id"),
            word.getAs("placeholder"),
            null,
            null,
            0,
            0,
            null,
            null,
            seed(word),
            run.modelDigest(),
            Status.REFUSED,
            erased.refusal(word.getAs("class"))));
  }

  private long seed(Row word) {
    return Seeds.derive(run.words().invert().seed(), word.<String>getAs("id"));
  }

  private static Image decoded(Row photo, ImageDecoder decoder) {
    try {
      return decoder.decode(photo.<byte[]>getAs("bytes"));
    } catch (UndecodableImageException e) {
      throw new IllegalStateException(
          "A photo that was decoded before must be readable: " + photo.getAs("id"), e);
    }
  }

  /** One task's words. */
  private final class Learning implements InversionListener, Iterator<Concept> {
    private final StableDiffusion model;
    private final Iterator<Row> words;
    private final ImageDecoder decoder = new ImageDecoder(maxPixels);
    private final WordCheckpoint checkpoint =
        new WordCheckpoint(checkpoints, hadoop.value().value());
    private final Map<String, Row> begun = new HashMap<>();
    private final Map<String, Integer> resumedAt = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();

    Learning(StableDiffusion model, Iterator<Row> words) {
      this.model = model;
      this.words = words;
    }

    void run() {
      try (TextualInversion trainer = new TextualInversion(model, run.words().invert(), this)) {
        new InversionRun(trainer, run.words().invert(), this).run(this, this::checkpoint);
      }
    }

    @Override
    public boolean hasNext() {
      return words.hasNext();
    }

    @Override
    public Concept next() {
      Row word = words.next();
      InversionRecipe recipe = run.words().recipe();
      String placeholder = word.getAs("placeholder");
      begun.put(placeholder, word);
      return new Concept(
          placeholder,
          images(word),
          recipe,
          InitialVectors.of(model.textEncoder(), recipe, word.getAs("class")),
          seed(word));
    }

    private List<Image> images(Row word) {
      List<Row> photos = new ArrayList<>(word.getList(word.fieldIndex("photos")));
      photos.sort(Comparator.comparing(photo -> photo.<String>getAs("id")));
      List<Image> images = photos.stream().map(photo -> decoded(photo, decoder)).toList();
      int size = run.words().invert().size();
      return word.getAs("source_id") == null
          ? ConceptViews.pooled(images, size)
          : ConceptViews.specific(images.get(0), size);
    }

    private TrainingState checkpoint(Concept concept) {
      TrainingState state = checkpoint.fetch(id(concept));
      if (state != null) {
        resumedAt.put(concept.placeholder(), state.step());
      }
      return state;
    }

    private String id(Concept concept) {
      return begun.get(concept.placeholder()).getAs("id");
    }

    @Override
    public void stepped(List<ConceptTraining> trainings, double seconds) {
      if (TaskContext.get().isInterrupted()) {
        throw new TaskKilledException();
      }
      trainings.forEach(
          training ->
              steps.add(
                  new WordSteps.Step(
                      training.concept().placeholder(),
                      training.step(),
                      training.step() - resumedAt.getOrDefault(training.concept().placeholder(), 0),
                      training.lastLoss(),
                      training.distance())));
    }

    @Override
    public void checkpointDue(List<ConceptTraining> trainings) {
      trainings.forEach(this::keep);
    }

    @Override
    public void finished(ConceptTraining training) {
      if (!training.diverged()) {
        keep(training);
      }
      Row word = begun.remove(training.concept().placeholder());
      rows.add(EmbeddingsTable.toRow(row(word, training)));
    }

    private void keep(ConceptTraining training) {
      checkpoint.store(id(training.concept()), training.state());
    }

    @Override
    public void memoryShort(String message) {
      LOG.warn(message);
    }

    private EmbeddingRow row(Row word, ConceptTraining training) {
      String reason = reason(training);
      InversionRecipe recipe = run.words().recipe();
      return new EmbeddingRow(
          word.getAs("id"),
          run.id(),
          word.<Long>getAs("label"),
          word.getAs("class"),
          word.getAs("source_id"),
          training.concept().placeholder(),
          reason == null ? training.vectors() : null,
          recipe.initialWord(word.getAs("class")),
          word.getList(word.fieldIndex("photos")).size(),
          training.step(),
          training.lastLoss(),
          training.distance(),
          seed(word),
          run.modelDigest(),
          reason == null ? Status.OK : Status.DIVERGED,
          reason);
    }

    /** Why the vectors are of no use; null if they are. */
    private static String reason(ConceptTraining training) {
      if (training.diverged()) {
        return training.divergence();
      }
      return training.moved() ? null : "the vectors are those that the training began with";
    }
  }
}
