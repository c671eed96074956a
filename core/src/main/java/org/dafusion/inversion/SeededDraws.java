package org.dafusion.inversion;

import org.dafusion.random.GaussianNoise;
import org.dafusion.random.Seeds;
import org.dafusion.random.ShuffledPasses;
import org.dafusion.random.UniformDraws;

/**
 * Images in shuffled passes, each once per pass; template and timestep evenly; a flip with even
 * chance.
 */
final class SeededDraws implements InversionDraws {
  @Override
  public Draw draw(Concept concept, int step, int sample, int timesteps, int latents) {
    InversionRecipe recipe = concept.recipe();
    long position = (step - 1L) * recipe.batch() + sample;
    UniformDraws draws = new UniformDraws(seed(concept, "draw", step, sample));
    boolean heads = draws.unit() < 0.5;
    int template = draws.below(recipe.templates().size());
    int timestep = draws.below(timesteps);
    return new Draw(
        new ShuffledPasses(concept.seed(), concept.images().size()).at(position),
        heads && recipe.flips(),
        template,
        timestep,
        GaussianNoise.of(seed(concept, "posterior", step, sample), latents),
        GaussianNoise.of(seed(concept, "noise", step, sample), latents));
  }

  private static long seed(Concept concept, String what, int step, int sample) {
    return Seeds.derive(concept.seed(), what, Integer.toString(step), Integer.toString(sample));
  }
}
