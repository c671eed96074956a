package org.dafusion.bench;

import ai.djl.Device;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.dafusion.inversion.Concept;
import org.dafusion.inversion.ConceptTraining;
import org.dafusion.inversion.ConceptViews;
import org.dafusion.inversion.HeldOutLoss;
import org.dafusion.inversion.InitialVectors;
import org.dafusion.inversion.InversionListener;
import org.dafusion.inversion.InversionRecipe;
import org.dafusion.inversion.InversionSettings;
import org.dafusion.inversion.TextualInversion;
import org.dafusion.metrics.Accuracy;
import org.dafusion.rangeland.Cover;
import org.dafusion.rangeland.RangelandTile;
import org.dafusion.rangeland.Task;
import org.dafusion.report.ContactSheet;

/**
 * What textual inversion finds for covers that the model never saw: for each of them the loss on
 * held-out tiles as training goes on, and how often samples of the token, and of the class's words,
 * are taken for that cover.
 */
public final class NovelTokenBench {
  private static final int HELD_OUT = 32;
  private static final int TIMESTEPS = 8;
  private static final int POINTS = 5;
  private static final int SHOWN = 8;

  private final StableDiffusion model;
  private final SampleJudge judge;
  private final Samples samples;
  private final int tiles;
  private final int count;
  private final Path pictures;

  private NovelTokenBench(
      StableDiffusion model,
      SampleJudge judge,
      double guidance,
      int tiles,
      int count,
      Path pictures) {
    this.model = model;
    this.judge = judge;
    this.samples = new Samples(model, guidance);
    this.tiles = tiles;
    this.count = count;
    this.pictures = pictures;
  }

  /**
   * Arguments: a model folder, a backbone, the strength of guidance, tiles to learn from, samples
   * per class, a folder for contact sheets, and recipes by name or as {@code
   * name:key=value,key=value}.
   */
  public static void main(String[] arguments) throws IOException {
    Path pictures = Files.createDirectories(Path.of(arguments[5]));
    InversionSettings settings =
        new InversionSettings(
            "table", "pooled", List.of(), RangelandTile.SIZE, "8", "off", 1_000_000, 0);
    try (StableDiffusion model =
            StableDiffusion.load(
                ModelFolder.open(Path.of(arguments[0])), Precision.FP32, Device.cpu(), false);
        SampleJudge judge =
            new SampleJudge(arguments[1], Task.SPURGE_8.covers(), SampleJudge.TILES);
        TextualInversion trainer = new TextualInversion(model, settings, InversionListener.NONE)) {
      NovelTokenBench bench =
          new NovelTokenBench(
              model,
              judge,
              Double.parseDouble(arguments[2]),
              Integer.parseInt(arguments[3]),
              Integer.parseInt(arguments[4]),
              pictures);
      bench.report("tiles recognised", judge.ofTiles(100));
      bench.words();
      for (String recipe : Arrays.copyOfRange(arguments, 6, arguments.length)) {
        bench.learn(trainer, recipe);
      }
    }
  }

  private void words() throws IOException {
    List<List<Image>> made = new ArrayList<>();
    for (Cover cover : Task.SPURGE_8.covers()) {
      made.add(
          samples.fromNoise(List.of("a photo of " + cover.words()), LearnedTokens.NONE, count));
    }
    report("samples of the words recognised", judge.of(made));
    write("words", made);
  }

  private void learn(TextualInversion trainer, String argument) throws IOException {
    InversionRecipe recipe = recipe(argument);
    double[] mean = new double[POINTS + 1];
    List<List<Image>> made = new ArrayList<>();
    long nanos = 0;
    for (Cover cover : Task.SPURGE_8.covers()) {
      HeldOutLoss heldOut =
          new HeldOutLoss(model, tiles("held out", cover, HELD_OUT), TIMESTEPS, 16);
      Concept concept =
          new Concept(
              LearnedTokens.placeholder(cover.className()),
              ConceptViews.pooled(tiles("few", cover, tiles), RangelandTile.SIZE),
              recipe,
              InitialVectors.of(model.textEncoder(), recipe, cover.className()),
              0);
      StringBuilder line = new StringBuilder(argument + ", " + cover.words() + ", loss:");
      try (ConceptTraining training = trainer.begin(concept)) {
        for (int point = 0; point <= POINTS; point++) {
          long start = System.nanoTime();
          while (training.step() < recipe.steps() * point / POINTS) {
            trainer.step(List.of(training));
          }
          nanos += System.nanoTime() - start;
          double loss = heldOut.of(concept.placeholder(), training.vectors(), recipe.templates());
          line.append(String.format(Locale.ROOT, " %.5f", loss));
          mean[point] += loss / Task.SPURGE_8.covers().size();
        }
        made.add(
            samples.fromNoise(
                List.of("a photo of a " + concept.placeholder()),
                new LearnedTokens(Map.of(concept.placeholder(), training.vectors())),
                count));
      }
      System.out.println(line);
    }
    System.out.println(argument + ", mean loss: " + Arrays.toString(mean));
    int steps = recipe.steps() * Task.SPURGE_8.covers().size();
    System.out.printf(
        Locale.ROOT, "%s: %.1f samples/s%n", argument, steps * recipe.batch() / (nanos * 1e-9));
    report(argument + ", samples of the token recognised", judge.of(made));
    write(argument.replaceAll("[^a-zA-Z0-9]+", "-"), made);
  }

  private static List<Image> tiles(String name, Cover cover, int count) {
    return IntStream.range(0, count).mapToObj(i -> SampleJudge.tile(name, cover, i)).toList();
  }

  private void report(String what, Accuracy accuracy) {
    StringBuilder line = new StringBuilder(what + ", %:");
    List<Cover> covers = Task.SPURGE_8.covers();
    for (int i = 0; i < covers.size(); i++) {
      line.append(
          String.format(
              Locale.ROOT,
              " %s %.0f",
              covers.get(i).words(),
              100 * accuracy.classes().get(i).accuracy()));
    }
    System.out.println(line + String.format(Locale.ROOT, "; all %.1f", 100 * accuracy.macro()));
  }

  private void write(String name, List<List<Image>> made) throws IOException {
    List<ContactSheet.Tile> sheet = new ArrayList<>();
    List<Cover> covers = Task.SPURGE_8.covers();
    for (int i = 0; i < covers.size(); i++) {
      String words = covers.get(i).words();
      made.get(i).stream()
          .limit(SHOWN)
          .forEach(image -> sheet.add(new ContactSheet.Tile(image, words)));
    }
    Image image = ContactSheet.of(sheet, SHOWN, 2 * RangelandTile.SIZE);
    Files.write(pictures.resolve(name + ".png"), ImageEncoder.png(image));
  }

  private static InversionRecipe recipe(String argument) {
    String[] parts = argument.split(":", 2);
    List<String> changes =
        parts.length == 1
            ? List.of()
            : Stream.of(parts[1].split(","))
                .map(change -> "invert.recipes." + parts[0] + "." + change)
                .toList();
    Config invert =
        ExperimentConfig.load(
                ExperimentConfig.reference(),
                null,
                changes,
                Map.of("invert.recipes", "invert.recipe-defaults"))
            .config()
            .getConfig("invert");
    return InversionRecipe.from(parts[0], invert);
  }
}
