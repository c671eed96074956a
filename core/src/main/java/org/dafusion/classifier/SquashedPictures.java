package org.dafusion.classifier;

import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.image.UndecodableImageException;

/**
 * Pictures squashed to the square that every view begins with (bilinear). The last one stays at
 * hand; the others are kept in the store where they are asked for in turns. Not for use by several
 * threads at once.
 */
final class SquashedPictures {
  private final ImageDecoder decoder;
  private final int size;
  private final FeatureStore store;
  private final boolean keeps;
  private String lastDigest;
  private Image last;

  /**
   * @param size side of the square in pixels
   * @param keeps whether to keep pictures in the store
   */
  SquashedPictures(ImageDecoder decoder, int size, FeatureStore store, boolean keeps) {
    this.decoder = decoder;
    this.size = size;
    this.store = store;
    this.keeps = keeps;
  }

  /** Why a picture cannot be decoded; empty if it can. */
  String refusal(Picture picture) {
    String known = store.refusal(picture.digest());
    if (known != null) {
      return known;
    }
    String refusal = "";
    try {
      squash(picture);
    } catch (UndecodableImageException e) {
      refusal = e.getMessage();
    }
    store.note(picture.digest(), refusal);
    return refusal;
  }

  /** The square of a picture that can be decoded. */
  Image of(Picture picture) {
    if (picture.digest().equals(lastDigest)) {
      return last;
    }
    Image kept = keeps ? store.picture(key(picture)) : null;
    if (kept != null) {
      return kept;
    }
    try {
      return squash(picture);
    } catch (UndecodableImageException e) {
      throw new IllegalStateException(
          "Cannot decode the picture of %s again: %s".formatted(picture.id(), e.getMessage()), e);
    }
  }

  private Image squash(Picture picture) throws UndecodableImageException {
    Image image = decoder.decode(picture.example().image());
    last = Resize.to(image, size, size, Resample.BILINEAR);
    lastDigest = picture.digest();
    if (keeps) {
      store.keep(key(picture), last);
    }
    return last;
  }

  private String key(Picture picture) {
    return picture.digest() + "/squashed/" + size;
  }
}
