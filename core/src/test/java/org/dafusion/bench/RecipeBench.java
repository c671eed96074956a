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
import java.util.stream.Stream;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.UndecodableImageException;
import org.dafusion.inversion.Concept;
import org.dafusion.inversion.ConceptTraining;
import org.dafusion.inversion.ConceptViews;
import org.dafusion.inversion.HeldOutLoss;
import org.dafusion.inversion.InitialVectors;
import org.dafusion.inversion.InversionListener;
import org.dafusion.inversion.InversionRecipe;
import org.dafusion.inversion.InversionSettings;
import org.dafusion.inversion.TextualInversion;

/**
 * Compares recipes of textual inversion by what they are for: the loss on photos of a class that
 * were not trained on, against the samples that it took. Of each class four photos train and four
 * others judge.
 */
public final class RecipeBench {
  private static final int PHOTOS = 4;
  private static final int TIMESTEPS = 10;
  private static final int POINTS = 5;

  private RecipeBench() {}

  /**
   * Arguments: a model folder, the pictures' side, a folder with a folder of photos for each class,
   * how many classes, and recipes by name or as {@code name:key=value,key=value}.
   */
  public static void main(String[] arguments) throws IOException, UndecodableImageException {
    int side = Integer.parseInt(arguments[1]);
    List<Path> classes = sorted(Path.of(arguments[2])).subList(0, Integer.parseInt(arguments[3]));
    InversionSettings settings =
        new InversionSettings("table", "pooled", List.of(), side, 8, "off", 1_000_000, 0);
    try (StableDiffusion model =
            StableDiffusion.load(
                ModelFolder.open(Path.of(arguments[0])), Precision.FP32, Device.cpu(), false);
        TextualInversion trainer = new TextualInversion(model, settings, InversionListener.NONE)) {
      for (String recipe : Arrays.copyOfRange(arguments, 4, arguments.length)) {
        double[] losses = new double[POINTS + 1];
        for (Path className : classes) {
          double[] own = losses(model, trainer, recipe(recipe), className, side);
          for (int i = 0; i < losses.length; i++) {
            losses[i] += own[i] / classes.size();
          }
        }
        report(recipe, recipe(recipe), losses);
      }
    }
  }

  private static double[] losses(
      StableDiffusion model,
      TextualInversion trainer,
      InversionRecipe recipe,
      Path className,
      int side)
      throws IOException, UndecodableImageException {
    List<Image> photos = new ArrayList<>();
    for (Path file : sorted(className).subList(0, 2 * PHOTOS)) {
      photos.add(new ImageDecoder(100_000_000).decode(Files.readAllBytes(file)));
    }
    List<Image> views = ConceptViews.pooled(photos, side);
    HeldOutLoss heldOut = new HeldOutLoss(model, views.subList(PHOTOS, 2 * PHOTOS), TIMESTEPS, 8);
    Concept concept =
        new Concept(
            "<concept>",
            views.subList(0, PHOTOS),
            recipe,
            InitialVectors.of(model.textEncoder(), recipe, className.getFileName().toString()),
            0);
    double[] losses = new double[POINTS + 1];
    try (ConceptTraining training = trainer.begin(concept)) {
      for (int point = 0; point <= POINTS; point++) {
        while (training.step() < recipe.steps() * point / POINTS) {
          trainer.step(List.of(training));
        }
        losses[point] = heldOut.of(concept.placeholder(), training.vectors(), recipe.templates());
      }
    }
    return losses;
  }

  private static void report(String name, InversionRecipe recipe, double[] losses) {
    StringBuilder line = new StringBuilder(name);
    for (int point = 0; point <= POINTS; point++) {
      line.append(
          String.format(
              Locale.ROOT,
              "; %d samples %.6f",
              recipe.steps() * point / POINTS * recipe.batch(),
              losses[point]));
    }
    System.out.println(line);
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

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
