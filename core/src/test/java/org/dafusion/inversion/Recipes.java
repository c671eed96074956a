package org.dafusion.inversion;

import java.util.List;

/** Recipes for tests. */
final class Recipes {
  private static final List<String> TEMPLATES = List.of("a photo of a {}", "the {}", "my {} here");

  private Recipes() {}

  static InversionRecipe of(int vectors, int batch, int steps) {
    return of(vectors, batch, steps, 0.01);
  }

  static InversionRecipe of(int vectors, int batch, int steps, double learningRate) {
    return new InversionRecipe(
        "test",
        "the",
        "order",
        vectors,
        batch,
        steps,
        learningRate,
        steps % 2 == 0 ? "cosine" : "constant",
        steps / 10,
        0.01,
        vectors % 2 == 1,
        TEMPLATES);
  }

  static InversionRecipe startingWith(String initial, String subwords, int vectors) {
    return new InversionRecipe(
        "test", initial, subwords, vectors, 1, 1, 1, "constant", 0, 0, false, TEMPLATES);
  }
}
