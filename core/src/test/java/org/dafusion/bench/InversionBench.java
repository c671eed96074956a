package org.dafusion.bench;

import ai.djl.Device;
import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.inversion.Concept;
import org.dafusion.inversion.ConceptTraining;
import org.dafusion.inversion.InitialVectors;
import org.dafusion.inversion.InversionListener;
import org.dafusion.inversion.InversionRecipe;
import org.dafusion.inversion.InversionSettings;
import org.dafusion.inversion.TextualInversion;
import org.dafusion.inversion.TrainingState;

/**
 * Measures textual inversion: samples per second of concepts that train together against the same
 * concepts one after the other, in turn within one run, and the most memory that each of them took.
 */
public final class InversionBench {
  private static final AtomicLong PEAK = new AtomicLong();

  private InversionBench() {}

  /**
   * Arguments: a model folder, a precision, the pictures' side, how many concepts, steps of each
   * turn, how many turns, whether to compute blocks again in the backward pass (on or off), and a
   * device (cpu or gpu0).
   */
  public static void main(String[] arguments) throws IOException {
    int side = Integer.parseInt(arguments[2]);
    int concepts = Integer.parseInt(arguments[3]);
    int steps = Integer.parseInt(arguments[4]);
    int turns = Integer.parseInt(arguments[5]);
    ModelFolder folder = ModelFolder.open(Path.of(arguments[0]));
    InversionRecipe recipe = InversionRecipe.from("table", invert());
    watchMemory();
    Device device = Device.fromName(arguments[7]);
    try (StableDiffusion model =
            StableDiffusion.load(folder, Precision.parse(arguments[1]), device, false);
        TextualInversion trainer = trainer(model, side, concepts * recipe.batch(), arguments[6]);
        TextualInversion oneByOne = trainer(model, side, recipe.batch(), arguments[6])) {
      List<ConceptTraining> trainings = new ArrayList<>();
      for (int i = 0; i < concepts; i++) {
        trainings.add(trainer.begin(concept(model, recipe, side, i)));
      }
      int width = model.textEncoder().definition().width();
      say(
          "optimiser state: %d bytes for %d concepts; of the whole table of words it would be %d",
          trainings.stream().mapToLong(InversionBench::optimiserBytes).sum(),
          concepts,
          8L * width * model.textEncoder().definition().vocabularySize());
      long samples = (long) steps * concepts * recipe.batch();
      for (int turn = 0; turn < turns; turn++) {
        measure("together", samples, () -> repeat(steps, () -> trainer.step(trainings)));
        measure(
            "one by one",
            samples,
            () ->
                trainings.forEach(
                    training -> repeat(steps, () -> oneByOne.step(List.of(training)))));
      }
      trainings.forEach(ConceptTraining::close);
    }
  }

  private static TextualInversion trainer(
      StableDiffusion model, int side, int rows, String checkpointing) {
    InversionSettings settings =
        new InversionSettings(
            "table",
            "pooled",
            List.of(),
            side,
            Integer.toString(rows),
            checkpointing,
            1_000_000,
            0);
    return new TextualInversion(model, settings, InversionListener.NONE);
  }

  private static long optimiserBytes(ConceptTraining training) {
    TrainingState state = training.state();
    return (long) Float.BYTES * (state.means().length + state.squares().length);
  }

  private static Config invert() {
    return ExperimentConfig.load(
            ExperimentConfig.reference(),
            null,
            List.of(),
            Map.of("invert.recipes", "invert.recipe-defaults"))
        .config()
        .getConfig("invert");
  }

  private static Concept concept(StableDiffusion model, InversionRecipe recipe, int side, int i) {
    List<Image> images = new ArrayList<>();
    for (int photo = 0; photo < 4; photo++) {
      byte[] rgb = new byte[side * side * Image.CHANNELS];
      new Random(i * 4L + photo).nextBytes(rgb);
      images.add(new Image(side, side, rgb));
    }
    return new Concept(
        "<concept_" + i + ">",
        images,
        recipe,
        InitialVectors.of(model.textEncoder(), recipe, "dog"),
        i);
  }

  private static void measure(String what, long samples, Runnable work) {
    System.gc();
    PEAK.set(0);
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    say(
        "%-10s %d samples in %.2f s: %.3f samples/s, peak RssAnon %.2f GB",
        what, samples, seconds, samples / seconds, PEAK.get() / 1048576.0);
  }

  private static void repeat(int times, Runnable work) {
    for (int i = 0; i < times; i++) {
      work.run();
    }
  }

  private static void watchMemory() {
    TorchRuntime.start();
    Thread watcher =
        new Thread(
            () -> {
              while (true) {
                PEAK.accumulateAndGet(anonymous(), Math::max);
                try {
                  Thread.sleep(20);
                } catch (InterruptedException e) {
                  return;
                }
              }
            });
    watcher.setDaemon(true);
    watcher.start();
  }

  /** Kilobytes of this process's own memory. */
  private static long anonymous() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("RssAnon"))
          .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
