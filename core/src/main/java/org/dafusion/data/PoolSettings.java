package org.dafusion.data;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.dafusion.config.Rules;
import org.dafusion.random.NumpyGenerator;

/**
 * The pools that a dataset's images are parted into: those that may train, and those that judge.
 *
 * @param kind label of a {@link Pools}
 * @param trainFraction share of the images that may train, above 0 and below 1; only where a
 *     fraction or clusters are drawn
 */
public record PoolSettings(String kind, double trainFraction) implements Serializable {
  /** Pools that are the dataset's own parts. */
  public static final PoolSettings PARTS = new PoolSettings(Pools.PARTS.label(), 0.8);

  private static final String KIND = "pools";
  private static final String FRACTION = "train-fraction";

  public PoolSettings {
    Rules.of("split")
        .oneOf(KIND, kind, Pools.labels())
        .that(
            FRACTION,
            trainFraction > 0 && trainFraction < 1,
            "be above 0.0 and below 1.0",
            trainFraction)
        .verify();
  }

  /** Reads the keys {@code pools} and {@code train-fraction} of the block {@code split}. */
  public static PoolSettings from(Config split) {
    return new PoolSettings(split.getString(KIND), split.getDouble(FRACTION));
  }

  /** The kind. */
  public Pools pools() {
    return Pools.parse(kind);
  }

  /** Whether the pools change with the seed; the dataset's own parts do not. */
  public boolean drawn() {
    return pools() != Pools.PARTS;
  }

  /**
   * How many images of a class may train.
   *
   * @param images of the class that the pools part: of one part or of some clusters, all of them
   */
  public int training(int images) {
    return switch (pools()) {
      case PARTS, CLUSTERS -> images;
        // NumPy's array_split gives the first half the odd one
      case HALVES -> (images + 1) / 2;
      case FRACTION -> Math.max(Math.min(images, 1), Share.roundedDown(trainFraction, images));
    };
  }

  /**
   * The clusters whose images may train: NumPy's {@code default_rng(seed)} permutes the names in
   * their order, and the first of them are taken whose images together come nearest to the share;
   * at least one, and never all.
   *
   * @param images of each cluster
   * @throws InvalidDatasetException if there are fewer than two clusters
   */
  public Set<String> trainingClusters(SortedMap<String, Long> images, long seed) {
    if (images.size() < 2) {
      throw new InvalidDatasetException(
          "Cannot draw clusters because the dataset must have at least two, found %s"
              .formatted(images.keySet()));
    }
    List<String> names = new ArrayList<>(images.keySet());
    double wanted = trainFraction * images.values().stream().mapToLong(Long::longValue).sum();
    Set<String> training = new TreeSet<>();
    long taken = 0;
    for (int place : new NumpyGenerator(seed).permutation(names.size())) {
      long more = taken + images.get(names.get(place));
      boolean farther = Math.abs(more - wanted) >= Math.abs(taken - wanted);
      if (!training.isEmpty() && (farther || training.size() == names.size() - 1)) {
        return training;
      }
      training.add(names.get(place));
      taken = more;
    }
    return training;
  }

  /** What names a draw from these pools; nothing for the dataset's own parts. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    if (drawn()) {
      settings.put(KIND, kind);
    }
    if (pools() == Pools.FRACTION || pools() == Pools.CLUSTERS) {
      settings.put(FRACTION, trainFraction);
    }
    return settings;
  }

  /** The inverse of {@link #settings()}. */
  static PoolSettings ofSettings(Map<String, Object> settings) {
    Object kind = settings.get(KIND);
    Object fraction = settings.get(FRACTION);
    return kind == null
        ? PARTS
        : new PoolSettings(
            kind.toString(),
            fraction instanceof Number share ? share.doubleValue() : PARTS.trainFraction);
  }
}
