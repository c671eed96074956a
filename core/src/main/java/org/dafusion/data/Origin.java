package org.dafusion.data;

import java.io.Serializable;
import java.util.Objects;

/** Why an example exists. */
public sealed interface Origin extends Serializable {
  /** A photo. {@code file} is where it was read from. */
  record Real(String file) implements Origin {
    public Real {
      Objects.requireNonNull(file, "file is null");
    }
  }

  /**
   * A picture made from a photo.
   *
   * @param sourceId id of the example it was made from
   * @param repeat which of its source's pictures this is, from 0
   * @param augmentation name of the method that made it
   * @param intensity how far the source was noised, above 0 to 1; NaN where the method has none
   * @param seed seed of its noise
   */
  record Synthetic(String sourceId, int repeat, String augmentation, double intensity, long seed)
      implements Origin {
    public Synthetic {
      Objects.requireNonNull(sourceId, "sourceId is null");
      Objects.requireNonNull(augmentation, "augmentation is null");
      if (repeat < 0) {
        throw new IllegalArgumentException(
            "Invalid repeat of " + sourceId + ": must be at least 0, found " + repeat);
      }
    }
  }
}
