package org.dafusion.inversion;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.dafusion.diffusion.Posterior;
import org.dafusion.image.Image;

/**
 * Encodes each picture once, the last {@value #REMEMBERED} of them: concepts of other shot counts
 * and seeds share pictures. Not for use by several threads at once.
 */
final class PosteriorCache {
  private static final int REMEMBERED = 512;

  private final Function<Image, Posterior> encoder;
  private final Map<String, Posterior> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Posterior> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param encoder the autoencoder's
   */
  PosteriorCache(Function<Image, Posterior> encoder) {
    this.encoder = encoder;
  }

  Posterior of(Image image) {
    return known.computeIfAbsent(digest(image), key -> encoder.apply(image));
  }

  /** The pictures themselves would take many times the room of what is remembered. */
  private static String digest(Image image) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(image.rgb());
      return image + " " + HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must offer SHA-256", e);
    }
  }
}
