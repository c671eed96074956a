package org.dafusion.jobs.examples;

import com.typesafe.config.Config;
import java.io.Serializable;
import org.dafusion.config.Rules;
import org.dafusion.image.ImageLimits;

/**
 * The block {@code limits}.
 *
 * @param refusedFraction share of rows that may be refused before the job ends with exit code 4
 * @param megapixels largest image that is decoded
 * @param megabytes largest file that is read as an image
 * @param aspectRatio the most that an image's longer side may have of the shorter
 */
public record LimitSettings(
    double refusedFraction, int megapixels, int megabytes, double aspectRatio)
    implements Serializable {
  public LimitSettings {
    Rules.of("limits")
        .between("refused-fraction", refusedFraction, 0, 1)
        .between("megapixels", megapixels, 1, 2000)
        .between("megabytes", megabytes, 1, 2000)
        .between("aspect-ratio", aspectRatio, 1, 1e9)
        .verify();
  }

  /** Reads the block {@code limits}. */
  public static LimitSettings from(Config config) {
    return new LimitSettings(
        config.getDouble("refused-fraction"),
        config.getInt("megapixels"),
        config.getInt("megabytes"),
        config.getDouble("aspect-ratio"));
  }

  /** The limits of what is not in the workspace yet. */
  public ImageLimits images() {
    return new ImageLimits(maxPixels(), aspectRatio);
  }

  /** The limit of a file in bytes. */
  public long maxBytes() {
    return megabytes * 1_000_000L;
  }

  /** The limit in pixels. */
  public long maxPixels() {
    return megapixels * 1_000_000L;
  }
}
