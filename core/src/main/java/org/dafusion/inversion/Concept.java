package org.dafusion.inversion;

import java.util.List;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.image.Image;

/**
 * Something to learn a token for.
 *
 * @param placeholder the token, a word in angle brackets
 * @param images what it is learned from, at the working size; see {@link ConceptViews}
 * @param recipe how it is learned
 * @param initial the vectors before training, as many as the recipe says, as wide as the text
 *     encoder; see {@link InitialVectors}
 * @param seed of everything random about its training
 */
public record Concept(
    String placeholder,
    List<Image> images,
    InversionRecipe recipe,
    List<float[]> initial,
    long seed) {

  /**
   * Checks that there is something to learn from.
   *
   * @throws InvalidDatasetException if there are no images
   * @throws IllegalArgumentException if the placeholder does not look like one, or the vectors are
   *     not as many as the recipe says
   */
  public Concept {
    images = List.copyOf(images);
    initial = List.copyOf(initial);
    if (images.isEmpty()) {
      throw new InvalidDatasetException(
          "Cannot learn the token " + placeholder + " because there are no images for it");
    }
    if (!LearnedTokens.PLACEHOLDER.matcher(placeholder).matches()) {
      throw new IllegalArgumentException(
          "Invalid placeholder: must be a word without blanks in angle brackets, found "
              + placeholder);
    }
    if (initial.size() != recipe.vectors()) {
      throw new IllegalArgumentException(
          "Invalid initial vectors of %s: must be %d, as recipe %s has, found %d"
              .formatted(placeholder, recipe.vectors(), recipe.name(), initial.size()));
    }
  }
}
