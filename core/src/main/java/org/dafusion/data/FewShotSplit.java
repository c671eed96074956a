package org.dafusion.data;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.dafusion.config.Rules;
import org.dafusion.random.NumpyGenerator;

/**
 * Draws a few training images of each class, as the reference code does, and says which images
 * judge what was learned from them.
 *
 * <p>One NumPy generator of the seed permutes class after class in label order. The first of each
 * permutation are the class's training pool, see {@link PoolSettings}, the rest judges; and the
 * first k are the draw. Hence for one seed a smaller draw lies within a larger one, no draw holds
 * an image that judges, and the draw of a class depends on the sizes of the classes before it.
 *
 * <p>Images are told by their place in their class, from 0, in order of id: a draw is a function of
 * how many images there are, and no list of them is needed to make it.
 *
 * @param examplesPerClass the paper's k; 0 takes the whole pool
 * @param seed seed of the draw, at least 0, since NumPy takes no negative seed
 * @param pools which images may be drawn
 * @param shortClasses what becomes of a class whose pool has fewer than k images: {@link #REFUSED}
 *     or {@link #ALL}; it changes no draw that there is
 */
public record FewShotSplit(int examplesPerClass, long seed, PoolSettings pools, String shortClasses)
    implements Serializable {
  /** A short class ends the job. */
  public static final String REFUSED = "refused";

  /** A short class gives all it has, as upstream. */
  public static final String ALL = "all";

  private static final String EXAMPLES = "examples-per-class";
  private static final String SEED = "split-seed";

  public FewShotSplit {
    Rules.of("split")
        .atLeast(EXAMPLES, examplesPerClass, 0)
        .atLeast("seed", seed, 0)
        .oneOf("short-classes", shortClasses, List.of(REFUSED, ALL))
        .verify();
  }

  /** A draw from the dataset's own parts, in which a short class gives all it has. */
  public FewShotSplit(int examplesPerClass, long seed) {
    this(examplesPerClass, seed, PoolSettings.PARTS, ALL);
  }

  /** Reads the {@code split} block. */
  public static FewShotSplit from(Config split) {
    Rules rules = Rules.of("split");
    PoolSettings pools = rules.read(() -> PoolSettings.from(split));
    FewShotSplit read =
        rules.read(
            () ->
                new FewShotSplit(
                    split.getInt(EXAMPLES),
                    split.getLong("seed"),
                    pools,
                    split.getString("short-classes")));
    rules.verify();
    return read;
  }

  /** Another draw from pools of the same kind. */
  public FewShotSplit with(int otherExamplesPerClass, long otherSeed) {
    return new FewShotSplit(otherExamplesPerClass, otherSeed, pools, shortClasses);
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

  /** What tells this draw from others, for the names of runs that depend on it. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put(EXAMPLES, examplesPerClass);
    settings.put(SEED, seed);
    settings.putAll(pools.settings());
    return settings;
  }

  /** The draw that a run's {@link #settings()} tell; null where they tell none. */
  public static FewShotSplit ofSettings(Map<String, Object> settings) {
    return settings.get(EXAMPLES) instanceof Number examples
            && settings.get(SEED) instanceof Number seed
        ? new FewShotSplit(
            examples.intValue(), seed.longValue(), PoolSettings.ofSettings(settings), ALL)
        : null;
  }

  /** Whether what is learned from both draws is judged by the same images. */
  public boolean isJudgedAs(FewShotSplit other) {
    return pools.settings().equals(other.pools.settings())
        && (!pools.drawn() || seed == other.seed);
  }

  /** How many images of a class are drawn, of so many that its pools part. */
  public int drawn(int images) {
    int pool = pools.training(images);
    return examplesPerClass == 0 ? pool : Math.min(examplesPerClass, pool);
  }

  /**
   * The images drawn, by label, in the order of the draw.
   *
   * @param images by label, how many of the class the pools part: of the part for training, of the
   *     clusters for training, or all
   */
  public SortedMap<Integer, int[]> training(SortedMap<Integer, Integer> images) {
    return places(images, order -> Arrays.copyOf(order, drawn(order.length)));
  }

  /** The images that the same permutations leave for judging; as {@link #training} else. */
  public SortedMap<Integer, int[]> judging(SortedMap<Integer, Integer> images) {
    return places(
        images, order -> Arrays.copyOfRange(order, pools.training(order.length), order.length));
  }

  private SortedMap<Integer, int[]> places(
      SortedMap<Integer, Integer> images, UnaryOperator<int[]> taken) {
    NumpyGenerator generator = new NumpyGenerator(seed);
    SortedMap<Integer, int[]> places = new TreeMap<>();
    // in order of label
    images.forEach((label, count) -> places.put(label, taken.apply(generator.permutation(count))));
    return places;
  }

  /**
   * Checks that every class has the images that are wanted of it, or at least one where all are.
   *
   * @param images by class name, how many of the class the pools part
   * @param dataset what the error calls it
   * @throws InvalidDatasetException if one has not, and such are refused
   */
  public void requireShots(Map<String, Integer> images, String dataset) {
    int wanted = Math.max(1, examplesPerClass);
    List<String> shorter =
        images.entrySet().stream()
            .filter(each -> pools.training(each.getValue()) < wanted)
            .map(each -> "'%s' has %d".formatted(each.getKey(), pools.training(each.getValue())))
            .toList();
    if (!shorter.isEmpty() && shortClasses.equals(REFUSED)) {
      throw new InvalidDatasetException(
          "Cannot draw %d training images of each class with seed %d from %s because %s%s: ask for fewer examples per class, or set split.short-classes = all to take what there is"
              .formatted(
                  wanted,
                  seed,
                  dataset,
                  String.join(", ", shorter.subList(0, Math.min(10, shorter.size()))),
                  shorter.size() > 10
                      ? " and %d more are short".formatted(shorter.size() - 10)
                      : ""));
    }
  }
}
