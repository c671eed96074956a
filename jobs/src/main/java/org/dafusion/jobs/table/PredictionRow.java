package org.dafusion.jobs.table;

import java.util.List;

/**
 * A row of {@link PredictionsTable}: what a classifier says of one image, or of one tile of it.
 *
 * @param id unique within the run, from {@link PredictionsTable#id}
 * @param run digest of the classifier, the images and the tiles
 * @param imageId of the image in its table or folder
 * @param path where the image lies; null where it lies in no file of its own
 * @param x left edge of the tile in the upright image, in pixels; null where the image cannot be
 *     read at all
 * @param y upper edge
 * @param width of the tile
 * @param height of the tile
 * @param imageWidth pixels of the whole image
 * @param imageHeight pixels of the whole image
 * @param found the most probable classes, the first first; empty unless {@code status} is {@code
 *     OK}
 * @param reason why the row is not {@code OK}; null if it is
 */
public record PredictionRow(
    String id,
    String run,
    String imageId,
    String path,
    Integer x,
    Integer y,
    Integer width,
    Integer height,
    Integer imageWidth,
    Integer imageHeight,
    List<Found> found,
    Status status,
    String reason) {
  /**
   * A class and how probable it is.
   *
   * @param label index of the class in the classifier
   * @param className its name
   * @param probability 0 to 1
   */
  public record Found(long label, String className, double probability) {}

  public PredictionRow {
    found = List.copyOf(found);
  }
}
