package org.dafusion.jobs.examples;

import com.typesafe.config.Config;
import java.io.Serializable;
import org.dafusion.config.Rules;

/**
 * The block {@code limits}.
 *
 * @param refusedFraction share of rows that may be refused before the job ends with exit code 4
 * @param megapixels largest image that is decoded
 */
public record LimitSettings(double refusedFraction, int megapixels) implements Serializable {
  public LimitSettings {
    Rules.of("limits")
        .between("refused-fraction", refusedFraction, 0, 1)
        .between("megapixels", megapixels, 1, 2000)
        .verify();
  }

  /** Reads the block {@code limits}. */
  public static LimitSettings from(Config config) {
    return new LimitSettings(config.getDouble("refused-fraction"), config.getInt("megapixels"));
  }

  /** The limit in pixels. */
  public long maxPixels() {
    return megapixels * 1_000_000L;
  }
}
