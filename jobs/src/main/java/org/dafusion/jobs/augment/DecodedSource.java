package org.dafusion.jobs.augment;

import org.apache.spark.sql.Row;
import org.dafusion.image.Image;
import org.dafusion.image.ImageDecoder;
import org.dafusion.image.Mask;
import org.dafusion.image.Resample;
import org.dafusion.image.Resize;
import org.dafusion.image.UndecodableImageException;

/**
 * A source at the working size.
 *
 * @param row that it was
 * @param image one black pixel where it cannot be decoded
 * @param object where the object is; null where nobody knows
 * @param reason why it cannot be decoded; null if it can
 * @param seconds that decoding took
 */
record DecodedSource(Row row, Image image, Mask object, String reason, double seconds) {
  /** Decodes a row with {@code image, mask}. */
  static DecodedSource of(Row row, int size, ImageDecoder decoder) {
    long start = System.nanoTime();
    try {
      byte[] bytes = row.<Row>getAs("image").getAs("bytes");
      // as upstream: squashed to the square, the aspect ratio is not kept
      Image image = Resize.to(decoder.decode(bytes), size, size, Resample.BILINEAR);
      Mask object = object(row, size, decoder);
      return new DecodedSource(row, image, object, null, since(start));
    } catch (UndecodableImageException e) {
      Image none = new Image(1, 1, new byte[Image.CHANNELS]);
      return new DecodedSource(row, none, null, e.getMessage(), since(start));
    }
  }

  /** Where the object is, at the working size; null where nobody knows. */
  static Mask object(Row source, int size, ImageDecoder decoder) throws UndecodableImageException {
    Row mask = source.getAs("mask");
    return mask == null
        ? null
        : Resize.to(decoder.decodeMask(mask.getAs("bytes")), size, size, Resample.NEAREST);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
