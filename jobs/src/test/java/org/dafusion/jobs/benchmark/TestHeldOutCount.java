package org.dafusion.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.data.FewShotSplit;
import org.dafusion.data.ImageFile;
import org.dafusion.data.Part;
import org.dafusion.data.PoolSettings;
import org.junit.jupiter.api.Test;

class TestHeldOutCount {
  private final List<ImageFile> files = new ArrayList<>();

  /** Ten ants, of which nine train, and five bees of three parts. */
  @Test
  void imagesAreJudgedByAsThePoolsPartThem() {
    add(9, 0, Part.TRAIN, null);
    add(1, 0, Part.VALIDATION, null);
    add(2, 1, Part.TRAIN, null);
    add(2, 1, Part.VALIDATION, null);
    add(1, 1, Part.TEST, null);

    assertThat(of("parts", 0.8, 0)).isEqualTo(new HeldOutCount(3, 1));
    // the first half has the odd one: 5 of 10 and 2 of 5 judge
    assertThat(of("halves", 0.8, 0)).isEqualTo(new HeldOutCount(7, 0));
    // 7 of 10 and 3 of 5 train
    assertThat(of("fraction", 0.7, 0)).isEqualTo(new HeldOutCount(5, 0));
  }

  /** NumPy 2.4.6: {@code default_rng(1).permutation(3)} is 0 1 2; half of 12 images are wanted. */
  @Test
  void clustersThatDoNotTrainJudge() {
    add(6, 0, Part.TRAIN, "x");
    add(2, 0, Part.TRAIN, "y");
    add(4, 1, Part.TEST, "z");

    assertThat(of("clusters", 0.5, 1)).isEqualTo(new HeldOutCount(2 + 4, 0));
  }

  private HeldOutCount of(String pools, double fraction, long seed) {
    return new ListedDraws("pets", files)
        .heldOut(
            new FewShotSplit(1, seed, new PoolSettings(pools, fraction), FewShotSplit.REFUSED));
  }

  private void add(int count, int label, Part part, String cluster) {
    for (int i = 0; i < count; i++) {
      files.add(
          ImageFile.of("image/" + files.size(), "", label, "class " + label, part)
              .inCluster(cluster));
    }
  }
}
