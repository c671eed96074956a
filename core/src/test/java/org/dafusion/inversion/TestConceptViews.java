package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.image.Image;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.junit.jupiter.api.Test;

class TestConceptViews {
  @Test
  void aClassIsLearnedFromItsPicturesSquashedToASquare() {
    Image image = image(6, 4);

    assertThat(ConceptViews.pooled(List.of(image, image(8, 8)), 8))
        .containsExactly(Resize.to(image, 8, 8, Resample.BICUBIC), image(8, 8));
  }

  @Test
  void aPictureIsLearnedFromItselfItsTurnsAndItsFlips() {
    List<Image> views = ConceptViews.specific(image(6, 4), 8);

    assertThat(views).hasSize(6).first().isEqualTo(Resize.to(image(6, 4), 8, 8, Resample.BICUBIC));
    assertThat(new HashSet<>(views)).hasSize(6);
    assertThat(views).allSatisfy(v -> assertThat(v).hasToString("Image 8 x 8"));
  }

  @Test
  void aConceptThatCannotBeLearnedIsNamed() {
    InversionRecipe recipe = Recipes.of(1, 1, 1);

    assertThatThrownBy(() -> new Concept("<dog>", List.of(), recipe, List.of(new float[1]), 0))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage("Cannot learn the token <dog> because there are no images for it");
    assertThatThrownBy(
            () -> new Concept("dog", List.of(image(8, 8)), recipe, List.of(new float[1]), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid placeholder: must be a word without blanks in angle brackets, found dog");
    assertThatThrownBy(() -> new Concept("<dog>", List.of(image(8, 8)), recipe, List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid initial vectors of <dog>: must be 1, as recipe test has, found 0");
  }

  private static Image image(int width, int height) {
    byte[] rgb = new byte[width * height * Image.CHANNELS];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * i * 7 + i);
    }
    return new Image(width, height, rgb);
  }
}
