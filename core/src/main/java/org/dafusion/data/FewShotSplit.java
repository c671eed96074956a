package org.dafusion.data;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dafusion.config.Rules;
import org.dafusion.random.NumpyGenerator;

/**
 * Draws a few training images of each class, as the reference code does.
 *
 * <p>One NumPy generator of the seed permutes class after class in label order, and the first k of
 * each permutation are kept. Hence for one seed a smaller draw lies within a larger one, and the
 * draw of a class depends on the sizes of the classes before it. A class with fewer than k images
 * gives all it has.
 *
 * @param examplesPerClass the paper's k; 0 selects every image, in the order given
 * @param seed seed of the draw, at least 0, since NumPy takes no negative seed
 */
public record FewShotSplit(int examplesPerClass, long seed) implements Serializable {
  public FewShotSplit {
    Rules.of("split")
        .atLeast("examples-per-class", examplesPerClass, 0)
        .atLeast("seed", seed, 0)
        .verify();
  }

  /** Reads the {@code split} block. */
  public static FewShotSplit from(Config split) {
    return new FewShotSplit(split.getInt("examples-per-class"), split.getLong("seed"));
  }

  /** A number of examples per class as people read it: all for 0. */
  public static String inWords(int examplesPerClass) {
    return examplesPerClass == 0 ? "all" : Integer.toString(examplesPerClass);
  }

  /**
   * The draw with the most examples per class, and of several such the one with the lowest seed.
   *
   * @param draws at least one
   */
  public static FewShotSplit largest(Collection<FewShotSplit> draws) {
    return Collections.min(
        draws,
        Comparator.comparing((FewShotSplit draw) -> draw.examplesPerClass != 0)
            .thenComparing(FewShotSplit::examplesPerClass, Comparator.reverseOrder())
            .thenComparing(FewShotSplit::seed));
  }

  /**
   * The images drawn, class after class in label order, those of a class in the order of the draw.
   *
   * @param files candidates; their order within a class decides which ones a seed selects
   */
  public List<ImageFile> select(List<ImageFile> files) {
    if (examplesPerClass == 0) {
      return List.copyOf(files);
    }
    Map<Integer, List<ImageFile>> byLabel = new TreeMap<>();
    files.forEach(file -> byLabel.computeIfAbsent(file.label(), l -> new ArrayList<>()).add(file));
    NumpyGenerator generator = new NumpyGenerator(seed);
    List<ImageFile> selected = new ArrayList<>();
    for (List<ImageFile> candidates : byLabel.values()) {
      int[] order = generator.permutation(candidates.size());
      for (int i = 0; i < Math.min(examplesPerClass, order.length); i++) {
        selected.add(candidates.get(order[i]));
      }
    }
    return List.copyOf(selected);
  }
}
