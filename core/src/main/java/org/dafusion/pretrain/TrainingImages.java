package org.dafusion.pretrain;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.image.Image;
import org.dafusion.random.Seeds;
import org.dafusion.random.ShuffledPasses;

/**
 * What a part is trained on.
 *
 * @param train at least one picture, all of one square size
 * @param validation of the same size; may be empty
 * @param run names what the pictures and the settings are, in the checkpoints
 */
public record TrainingImages(
    List<TrainingImage> train, List<TrainingImage> validation, String run) {
  /**
   * Checks the pictures.
   *
   * @throws InvalidDatasetException if there is none to train on, or sizes differ
   */
  public TrainingImages {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    if (train.isEmpty()) {
      throw new InvalidDatasetException("Cannot train a model because there are no images for it");
    }
    int size = train.get(0).image().width();
    train.forEach(image -> requireSquare(image.image(), size));
    validation.forEach(image -> requireSquare(image.image(), size));
  }

  /** Side of all pictures in pixels. */
  public int size() {
    return train.get(0).image().width();
  }

  /** What people are shown: images for validation, or where there are none those for training. */
  List<TrainingImage> shown() {
    return validation.isEmpty() ? train : validation;
  }

  /** So many of a list, from all over it; all where it has fewer. */
  static <T> List<T> spread(List<T> all, int most) {
    int count = Math.min(most, all.size());
    return IntStream.range(0, count)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
        .toList();
  }

  /** The order in which a training takes the images. */
  ShuffledPasses order(long seed) {
    return new ShuffledPasses(Seeds.derive(seed, "order"), train.size());
  }

  /** What the checkpoint of a part says of where it belongs. */
  Map<String, String> origin(String part) {
    return Map.of("dafusion.part", part, "dafusion.run", run);
  }

  private static void requireSquare(Image image, int size) {
    if (image.width() != size || image.height() != size) {
      throw new InvalidDatasetException(
          "Invalid image to train on: must be %d x %d like the first, found %s"
              .formatted(size, size, image));
    }
  }
}
