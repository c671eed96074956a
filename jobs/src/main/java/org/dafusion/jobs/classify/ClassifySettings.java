package org.dafusion.jobs.classify;

import com.typesafe.config.Config;
import java.io.Serializable;
import org.dafusion.config.Rules;
import org.dafusion.data.Part;

/**
 * The block {@code classify}.
 *
 * @param model run of a classifier in the workspace, or folder or URL of one
 * @param sha256 that the classifier's folder must have; empty for any
 * @param images {@code examples}, or path or URL of Parquet files or of a folder of images
 * @param part of {@code examples}; empty for all
 * @param tile side of tiles in pixels; 0 for whole images
 * @param stride pixels between the edges of neighbouring tiles; 0 for {@code tile}
 * @param topK how many classes a row tells
 * @param batch tiles that the network takes at once
 * @param megapixels largest image that is cut into tiles
 * @param maps whether a picture of the classes is drawn for each image
 */
public record ClassifySettings(
    String model,
    String sha256,
    String images,
    String part,
    int tile,
    int stride,
    int topK,
    int batch,
    int megapixels,
    boolean maps)
    implements Serializable {
  /** In place of a path: the workspace's own table. */
  static final String EXAMPLES = "examples";

  private static final int LARGEST_TILE = 8192;

  public ClassifySettings {
    Rules.of("classify")
        .that(
            "model",
            !model.isBlank(),
            "be the run of a classifier that train saved, or the folder of one",
            model)
        .that(
            "sha256",
            sha256.matches("(\\p{XDigit}{64})?"),
            "be empty or 64 hexadecimal digits",
            sha256)
        .that(
            "images",
            !images.isBlank(),
            "be examples, Parquet files with a column image, or a folder of images",
            images)
        .place("model", model)
        .place("images", images)
        .that(
            "part",
            part.isEmpty() || Part.ofFolder(part) != null,
            "be empty, train, validation or test",
            part)
        .that(
            "tile",
            tile == 0 || tile >= 8 && tile <= LARGEST_TILE,
            "be 0 or 8 to " + LARGEST_TILE,
            tile)
        .between("stride", stride, 0, tile)
        .between("top-k", topK, 1, 1000)
        .between("batch", batch, 1, 4096)
        .between("megapixels", megapixels, 1, 4000)
        .that("maps", !maps || tile > 0, "be false unless classify.tile is above 0", maps)
        .verify();
  }

  /** Reads the block {@code classify}. */
  public static ClassifySettings from(Config config) {
    return new ClassifySettings(
        config.getString("model"),
        config.getString("sha256"),
        config.getString("images"),
        config.getString("part"),
        config.getInt("tile"),
        config.getInt("stride"),
        config.getInt("top-k"),
        config.getInt("batch"),
        config.getInt("megapixels"),
        config.getBoolean("maps"));
  }

  /** The stride that is meant. */
  int step() {
    return stride == 0 ? tile : stride;
  }

  /** The limit in pixels. */
  long maxPixels() {
    return megapixels * 1_000_000L;
  }
}
