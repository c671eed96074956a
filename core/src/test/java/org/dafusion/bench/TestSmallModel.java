package org.dafusion.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dafusion.config.ExperimentConfig;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.ModelFolder;
import org.dafusion.huggingface.ShippedModel;
import org.dafusion.image.Image;
import org.dafusion.inversion.Concept;
import org.dafusion.inversion.ConceptTraining;
import org.dafusion.inversion.ConceptViews;
import org.dafusion.inversion.HeldOutLoss;
import org.dafusion.inversion.InitialVectors;
import org.dafusion.inversion.InversionListener;
import org.dafusion.inversion.InversionRecipe;
import org.dafusion.inversion.InversionSettings;
import org.dafusion.inversion.TextualInversion;
import org.dafusion.rangeland.Cover;
import org.dafusion.rangeland.RangelandTile;
import org.dafusion.rangeland.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the small model that comes along can do; the benches of this package measure how well. */
class TestSmallModel {
  private static final double GUIDANCE = 2;

  private StableDiffusion model;

  @BeforeEach
  void load() {
    ModelFolder folder = ModelFolder.open(ShippedModel.rangeland().folder());
    model = StableDiffusion.load(folder, Precision.FP32, Device.cpu(), false);
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void itsPicturesShowWhatTheWordsSay() throws IOException {
    List<Cover> covers = Task.COMMON.covers();
    Samples samples = new Samples(model, GUIDANCE);
    List<List<Image>> made = new ArrayList<>();
    for (Cover cover : covers) {
      made.add(samples.fromNoise(List.of("a photo of " + cover.words()), LearnedTokens.NONE, 2));
    }

    try (SampleJudge judge = new SampleJudge(ShippedModel.RANGELAND, covers, 40)) {
      // one of 14 by chance
      assertThat(judge.of(made).macro()).isGreaterThan(0.5);
    }
  }

  @Test
  void aTokenLowersTheLossOnLandThatItNeverSaw() {
    Cover cover = Cover.LEAFY_SPURGE;
    InversionRecipe recipe = recipe("invert.recipes.table.steps=100");
    InversionSettings settings =
        new InversionSettings(
            "table", "pooled", List.of(), RangelandTile.SIZE, "8", "off", 1_000_000, 0);
    HeldOutLoss heldOut = new HeldOutLoss(model, tiles("held out", cover, 16), 4, 16);
    Concept concept =
        new Concept(
            LearnedTokens.placeholder(cover.className()),
            ConceptViews.pooled(tiles("few", cover, 4), RangelandTile.SIZE),
            recipe,
            InitialVectors.of(model.textEncoder(), recipe, cover.className()),
            0);

    try (TextualInversion trainer = new TextualInversion(model, settings, InversionListener.NONE);
        ConceptTraining training = trainer.begin(concept)) {
      double before = heldOut.of(concept.placeholder(), training.vectors(), recipe.templates());
      while (training.step() < recipe.steps()) {
        trainer.step(List.of(training));
      }
      double after = heldOut.of(concept.placeholder(), training.vectors(), recipe.templates());

      assertThat(after).isLessThan(before);
    }
  }

  private static List<Image> tiles(String name, Cover cover, int count) {
    return IntStream.range(0, count).mapToObj(i -> SampleJudge.tile(name, cover, i)).toList();
  }

  private static InversionRecipe recipe(String change) {
    return InversionRecipe.from(
        "table",
        ExperimentConfig.load(
                ExperimentConfig.reference(),
                null,
                List.of(change),
                Map.of("invert.recipes", "invert.recipe-defaults"))
            .config()
            .getConfig("invert"));
  }
}
