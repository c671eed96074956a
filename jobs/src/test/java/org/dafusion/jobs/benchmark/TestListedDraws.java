package org.dafusion.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.data.Part;
import org.dafusion.data.PoolSettings;
import org.junit.jupiter.api.Test;

/** Files that are listed are refused as their rows would be. */
class TestListedDraws {
  @Test
  void aClassThatHasNoImageToDrawFromIsNamed() {
    ListedDraws draws =
        new ListedDraws(
            "pets", List.of(file("a", 0, "ant", Part.TRAIN), file("b", 1, "bee", Part.VALIDATION)));

    assertThatThrownBy(
            () ->
                draws.training(
                    List.of(new FewShotSplit(1, 0, PoolSettings.PARTS, FewShotSplit.REFUSED))))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot draw 1 training images of each class with seed 0 from pets because 'bee' has 0: ask for fewer examples per class, or set split.short-classes = all to take what there is");
    FewShotSplit lenient = new FewShotSplit(1, 0);
    assertThat(draws.training(List.of(lenient)).get(lenient))
        .extracting(ImageFile::id)
        .containsExactly("a");
  }

  @Test
  void anImageOutsideAllClustersIsTold() {
    ListedDraws draws =
        new ListedDraws(
            "pets",
            List.of(
                file("a", 0, "ant", Part.TRAIN).inCluster("x"),
                file("b", 0, "ant", Part.TRAIN).inCluster("y"),
                file("c", 0, "ant", Part.TRAIN)));
    FewShotSplit split =
        new FewShotSplit(0, 0, new PoolSettings("clusters", 0.5), FewShotSplit.REFUSED);

    assertThatThrownBy(() -> draws.training(List.of(split)))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot draw clusters from pets because 1 of its 3 images are in none: choose other split.pools, or a dataset that tells clusters");
  }

  private static ImageFile file(String id, int label, String className, Part part) {
    return ImageFile.of(id, "", label, className, part);
  }
}
