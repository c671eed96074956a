package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dafusion.image.Image;
import org.junit.jupiter.api.Test;

class TestSeededDraws {
  private static final int BATCH = 4;
  private static final int IMAGES = 6;

  @Test
  void eachPassHasEveryImageOnceInAnOrderOfItsOwn() {
    List<Integer> images = new ArrayList<>();
    for (int step = 1; step <= 30; step++) {
      for (int sample = 0; sample < BATCH; sample++) {
        images.add(draw(7, step, sample).image());
      }
    }
    Set<List<Integer>> orders = new HashSet<>();
    for (int pass = 0; pass < images.size() / IMAGES; pass++) {
      List<Integer> order = images.subList(pass * IMAGES, (pass + 1) * IMAGES);
      assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
      orders.add(order);
    }
    assertThat(orders.size()).isGreaterThan(15);
  }

  @Test
  void aDrawDependsOnSeedStepAndSampleAlone() {
    Draw draw = draw(7, 3, 2);

    assertThat(draw(7, 3, 2)).usingRecursiveComparison().isEqualTo(draw);
    assertThat(draw(8, 3, 2).noise()).isNotEqualTo(draw.noise());
    assertThat(draw(7, 4, 2).noise()).isNotEqualTo(draw.noise());
    assertThat(draw(7, 3, 1).noise()).isNotEqualTo(draw.noise());
    assertThat(draw.posterior()).hasSize(5).isNotEqualTo(draw.noise());
  }

  @Test
  void flipsTemplatesAndTimestepsAreDrawnEvenly() {
    int draws = 4000;
    int flips = 0;
    double timesteps = 0;
    int[] templates = new int[3];
    for (int step = 1; step <= draws; step++) {
      Draw draw = draw(1, step, 0);
      flips += draw.flipped() ? 1 : 0;
      templates[draw.template()]++;
      timesteps += draw.timestep();
      assertThat(draw.timestep()).isBetween(0, 999);
    }
    // five standard deviations of each
    assertThat(flips).isBetween(2000 - 159, 2000 + 159);
    assertThat(timesteps / draws).isBetween(499.5 - 23, 499.5 + 23);
    for (int count : templates) {
      assertThat(count).isBetween(1333 - 150, 1333 + 150);
    }
  }

  @Test
  void withoutFlipsNothingElseChanges() {
    Concept without = concept(1, Recipes.of(2, BATCH, 10));
    for (int step = 1; step <= 20; step++) {
      Draw draw = InversionDraws.SEEDED.draw(without, step, 0, 1000, 5);
      assertThat(draw.flipped()).isFalse();
      assertThat(draw.timestep()).isEqualTo(draw(1, step, 0).timestep());
    }
  }

  private static Draw draw(long seed, int step, int sample) {
    return InversionDraws.SEEDED.draw(
        concept(seed, Recipes.of(1, BATCH, 10)), step, sample, 1000, 5);
  }

  private static Concept concept(long seed, InversionRecipe recipe) {
    Image image = new Image(1, 1, new byte[3]);
    return new Concept(
        "<dog>",
        Collections.nCopies(IMAGES, image),
        recipe,
        Collections.nCopies(recipe.vectors(), new float[1]),
        seed);
  }
}
