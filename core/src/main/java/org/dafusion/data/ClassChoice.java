package org.dafusion.data;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Rules;
import org.dafusion.random.NumpyGenerator;

/**
 * Which classes of a dataset take part. The paper draws 20 of each dataset (appendix G); its lists
 * are in no version of its code, so the draw here is our own: of the classes in label order those
 * that come first in NumPy's {@code default_rng(seed).permutation(n)}. They keep their order, and
 * are labelled anew from 0.
 *
 * @param classes names of those among which is drawn, as {@link ClassWords} call them; empty for
 *     all
 * @param ways classes drawn; 0 for all
 * @param seed of the draw, at least 0
 */
public record ClassChoice(List<String> classes, int ways, long seed) {
  private static final String BLOCK = "dataset";

  public ClassChoice {
    classes = List.copyOf(classes);
    Rules.of(BLOCK)
        .that(
            "classes",
            classes.stream().distinct().count() == classes.size(),
            "name no class twice",
            classes)
        .that("ways", ways == 0 || ways >= 2, "be 0 or at least 2", ways)
        .atLeast("ways-seed", seed, 0)
        .verify();
  }

  /**
   * Reads the keys {@code classes}, {@code ways} and {@code ways-seed} of the block {@code
   * dataset}.
   */
  public static ClassChoice from(Config dataset) {
    return new ClassChoice(
        dataset.getStringList("classes"), dataset.getInt("ways"), dataset.getLong("ways-seed"));
  }

  /** Whether it leaves out nothing. */
  public boolean takesAll() {
    return classes.isEmpty() && ways == 0;
  }

  /**
   * The images of the chosen classes, in labels of their own.
   *
   * @throws InvalidSettingsException if one of the names is of no class
   * @throws InvalidDatasetException if there are fewer classes than are to be drawn
   */
  public ImageDataset in(ImageDataset dataset) {
    return takesAll() ? dataset : new Chosen(dataset, drawn(dataset, named(dataset)));
  }

  /** Labels of the named classes in their order. */
  private int[] named(ImageDataset dataset) {
    List<String> all = dataset.classNames();
    List<String> strangers = classes.stream().filter(name -> !all.contains(name)).toList();
    Rules.of(BLOCK)
        .that(
            "classes",
            strangers.isEmpty(),
            "name classes of %s (%s)".formatted(dataset.name(), AnnotatedImages.some(all)),
            strangers)
        .verify();
    return IntStream.range(0, all.size())
        .filter(label -> classes.isEmpty() || classes.contains(all.get(label)))
        .toArray();
  }

  private int[] drawn(ImageDataset dataset, int[] labels) {
    if (ways == 0) {
      return labels;
    }
    if (ways > labels.length) {
      throw new InvalidDatasetException(
          "Cannot draw dataset.ways = %d classes of %s because %s %d"
              .formatted(
                  ways,
                  dataset.name(),
                  classes.isEmpty() ? "it has" : "dataset.classes names",
                  labels.length));
    }
    int[] order = new NumpyGenerator(seed).permutation(labels.length);
    return Arrays.stream(order, 0, ways).sorted().map(i -> labels[i]).toArray();
  }

  /**
   * A dataset of some classes of another.
   *
   * @param labels of those classes in the other, ascending
   */
  private record Chosen(ImageDataset dataset, int[] labels) implements ImageDataset {
    @Override
    public String name() {
      return dataset.name();
    }

    @Override
    public List<String> classNames() {
      return Arrays.stream(labels).mapToObj(dataset.classNames()::get).toList();
    }

    @Override
    public List<ImageFile> files(Part part) {
      return dataset.files(part).stream().map(this::relabelled).filter(Objects::nonNull).toList();
    }

    @Override
    public List<String> notes() {
      List<String> notes = new ArrayList<>(dataset.notes());
      notes.add(
          "%d of %d classes take part: %s"
              .formatted(
                  labels.length, dataset.classNames().size(), String.join(", ", classNames())));
      return notes;
    }

    private ImageFile relabelled(ImageFile file) {
      int label = Arrays.binarySearch(labels, file.label());
      return label < 0 ? null : file.labelled(label);
    }
  }
}
