package org.dafusion.jobs.pretrain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.dafusion.classifier.BackboneSource;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.diffusion.PictureSides;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.jobs.examples.ExampleSettings;
import org.dafusion.jobs.examples.SelectedExamples;
import org.dafusion.jobs.executor.ExecutorSettings;
import org.dafusion.jobs.executor.ModelSource;
import org.dafusion.jobs.executor.TaskDevice;
import org.dafusion.jobs.stage.Progress;
import org.dafusion.jobs.stage.RunClock;
import org.dafusion.jobs.stage.Stage;
import org.dafusion.jobs.stage.Summary;
import org.dafusion.jobs.table.Checkpoints;
import org.dafusion.jobs.table.ManifestFile;
import org.dafusion.jobs.table.RunManifest;
import org.dafusion.jobs.table.TableLease;
import org.dafusion.jobs.table.Workspace;
import org.dafusion.pretrain.PartTraining;
import org.dafusion.pretrain.PretrainSettings;
import org.dafusion.pretrain.TrainingImages;
import org.dafusion.pretrain.VaeRecipe;

/**
 * {@code examples} → {@code <workspace>/model}: trains one part of a model on the driver, from the
 * beginning or from weights that are there. A part that is finished is not trained again, and one
 * that was interrupted goes on from its last checkpoint and ends at the same weights.
 */
public final class PretrainStage implements Stage {
  /** The stage's word. */
  public static final String NAME = "pretrain";

  /** Values of a training measure whose mean stands for its end. */
  private static final int LAST = 100;

  private final String workspace;
  private final ExampleSettings examples;
  private final ExecutorSettings executor;
  private final PretrainSettings settings;
  private final CaptionSettings captions;
  private final CardSettings card;
  private final String command;

  /**
   * The stage.
   *
   * @param command that was given, for the model card
   */
  public PretrainStage(
      String workspace,
      ExampleSettings examples,
      ExecutorSettings executor,
      PretrainSettings settings,
      CaptionSettings captions,
      CardSettings card,
      String command) {
    this.workspace = workspace;
    this.examples = examples;
    this.executor = executor;
    this.settings = settings;
    this.captions = captions;
    this.card = card;
    this.command = command;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Summary run(SparkSession spark, Progress progress) {
    Workspace place = Workspace.at(spark, workspace);
    SelectedExamples selected = SelectedExamples.latest(place, examples);
    TrainingPictures pictures =
        TrainingPictures.read(place, selected, settings, captions, examples.limits().maxPixels());
    // another command may be training another part of the same model
    try (TableLease lease = ManifestFile.in(place, PretrainedFolder.NAME).lease(progress::say)) {
      return train(place, selected, pictures, progress);
    }
  }

  private Summary train(
      Workspace place, SelectedExamples selected, TrainingPictures pictures, Progress progress) {
    Path from = ModelSource.folder(settings.from(), place.hadoop());
    PublishedModel model = new PublishedModel(place);
    ModelPart part = ModelPart.parse(settings.part());
    try (ModelDraft draft = ModelDraft.of(from, model, part)) {
      if (!part.networks().isEmpty()) {
        PictureSides.require(draft.open(), Map.of("pretrain.size", settings.size()));
      }
      return new Work(place, progress, model, draft, pictures).run(selected.run());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot train " + part.word() + ": " + e.getMessage(), e);
    }
  }

  /** One execution of the stage. */
  private final class Work {
    private final Workspace place;
    private final Progress progress;
    private final PublishedModel model;
    private final ModelDraft draft;
    private final TrainingPictures pictures;
    private final ManifestFile manifest;

    Work(
        Workspace place,
        Progress progress,
        PublishedModel model,
        ModelDraft draft,
        TrainingPictures pictures) {
      this.place = place;
      this.progress = progress;
      this.model = model;
      this.draft = draft;
      this.pictures = pictures;
      this.manifest = ManifestFile.in(place, PretrainedFolder.NAME);
    }

    Summary run(String examplesRun) throws IOException {
      ModelPart part = ModelPart.parse(settings.part());
      if (part == ModelPart.DIFFUSION) {
        int tokens = draft.learnTokenizer(captions, pictures.texts());
        if (tokens > 0) {
          progress.say("pretrain: the vocabulary was learned and has %d tokens".formatted(tokens));
        }
      }
      PretrainRun run =
          new PretrainRun(
              settings,
              examplesRun,
              examples.split(),
              captions,
              executor.threads(),
              draft.digest(),
              perceptualDigest(part));
      List<String> lines = new ArrayList<>();
      if (manifest.find(run.id()).filter(this::isInPlace).isPresent()) {
        lines.add("pretrain: %s is there already, run %s".formatted(part.word(), run.id()));
      } else {
        requireNothingRestsOn(part);
        progress.say(line(run));
        train(run, examplesRun);
        lines.add(
            "pretrain: %s is trained; how it went is in %s"
                .formatted(part.word(), new PretrainedFolder(place, run).path()));
      }
      lines.add(conclude());
      Checkpoints.in(place, run.id()).delete(place.hadoop());
      return Summary.of(lines);
    }

    /** What cannot be used is told before any device is touched. */
    private String perceptualDigest(ModelPart part) {
      VaeRecipe recipe = settings.vae();
      return part == ModelPart.VAE && recipe.isPerceptual()
          ? BackboneSource.of(recipe.perceptualNetwork()).digest()
          : "";
    }

    private String line(PretrainRun run) {
      return "pretrain: %s, run %s, %d images to learn from (%d with captions), %d to be judged by, %d steps of %d images"
          .formatted(
              run.part().word(),
              run.id(),
              pictures.trainingCount(),
              pictures.captioned(),
              pictures.validationCount(),
              run.recipe().steps(),
              run.recipe().batch());
    }

    /** Whether the weights that a run wrote are those in the model folder. */
    private boolean isInPlace(RunManifest run) {
      try {
        for (Map.Entry<String, String> file : ModelCard.weights(run).entrySet()) {
          if (!model.digest(file.getKey()).equals(file.getValue())) {
            return false;
          }
        }
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A UNet knows the latents of one autoencoder and of no other. */
    private void requireNothingRestsOn(ModelPart part) throws IOException {
      if (part == ModelPart.VAE && latest(ModelPart.DIFFUSION).isPresent()) {
        throw new InvalidDatasetException(
            "Cannot train the autoencoder of %s anew because the UNet there was trained on its latents: name another workspace, or delete the folder"
                .formatted(model.folder()));
      }
      if (part == ModelPart.VAE && draft.hasWeights("unet")) {
        throw new InvalidDatasetException(
            "Cannot train the autoencoder of %s because its UNet knows the latents of the one that is there: train the part diffusion, or begin from a folder that has no weights of a UNet"
                .formatted(settings.from()));
      }
    }

    private void train(PretrainRun run, String examplesRun) throws IOException {
      RunClock clock = RunClock.start();
      TaskDevice device = TaskDevice.ofDriver(executor.choice());
      TorchRuntime.setThreads(executor.threads());
      PretrainedFolder folder = new PretrainedFolder(place, run);
      Checkpoints checkpoints = Checkpoints.in(place, run.id());
      TrainingImages images = pictures.images(run.id());
      if (run.part() == ModelPart.DIFFUSION) {
        progress.say(
            "pretrain: the %d images go through the autoencoder once, before the first step"
                .formatted(pictures.trainingCount()));
      }
      LossHistory history;
      try (PartTraining training =
          PartTrainings.begin(run, draft, images, pictures.classNames(), device)) {
        history =
            new PartLoop(run, training, checkpoints, place.hadoop(), folder, clock, progress).run();
        training.finish(draft.folder());
      }
      Map<String, String> weights = model.take(draft, run.part());
      manifest.record(entry(run, examplesRun, history, weights, device, clock.seconds()));
    }

    private RunManifest entry(
        PretrainRun run,
        String examplesRun,
        LossHistory history,
        Map<String, String> weights,
        TaskDevice device,
        double seconds) {
      Map<String, Object> results = new LinkedHashMap<>();
      results.put("command", command);
      results.put("seconds", history.seconds());
      results.put("train", lastMeasures(history, LossHistory.TRAIN, LAST));
      results.put("validation", lastMeasures(history, LossHistory.VALIDATION, 1));
      results.put("weights", weights);
      SortedMap<String, Long> counts = new TreeMap<>();
      counts.put("train", (long) pictures.trainingCount());
      counts.put("captions", pictures.captioned());
      counts.put("validation", (long) pictures.validationCount());
      counts.put("classes", (long) pictures.classNames().size());
      return RunClock.manifest(
              run.id(),
              NAME,
              run.map(),
              Map.of(
                  "examples", examplesRun, "dataset", pictures.dataset(), "from", settings.from()),
              Map.of("pretrain", settings.seed(), "split", examples.split().seed()),
              counts,
              List.of(),
              seconds,
              new TreeSet<>(List.of(device.name())))
          .yielding(results);
    }

    private static Map<String, Double> lastMeasures(LossHistory history, String kind, int last) {
      Map<String, Double> measures = new LinkedHashMap<>();
      history.measures().stream()
          .filter(name -> name.startsWith(kind))
          .forEach(name -> measures.put(name.substring(kind.length()), history.recent(name, last)));
      return measures;
    }

    /** Makes a model of the folder where every network is there. */
    private String conclude() throws IOException {
      List<String> lacking = model.lacking(draft.open());
      if (!lacking.isEmpty()) {
        return "pretrain: %s is no model yet, it has no weights of %s"
            .formatted(model.folder(), String.join(", ", lacking));
      }
      model.complete(draft, new ModelCard(card, parts()).text());
      return "pretrain: the model is in " + model.folder();
    }

    /** The run of each part whose weights are in the folder. */
    private List<RunManifest> parts() {
      List<RunManifest> parts = new ArrayList<>();
      for (ModelPart part : ModelPart.values()) {
        latest(part).ifPresent(parts::add);
      }
      return parts;
    }

    private Optional<RunManifest> latest(ModelPart part) {
      return manifest.runs().stream()
          .filter(run -> part.word().equals(run.settings().get("part")))
          .filter(this::isInPlace)
          .max(Comparator.comparing(RunManifest::finished));
    }
  }
}
