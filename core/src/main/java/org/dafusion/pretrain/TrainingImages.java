package org.dafusion.pretrain;

import java.util.List;
import java.util.Map;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.image.Image;

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
