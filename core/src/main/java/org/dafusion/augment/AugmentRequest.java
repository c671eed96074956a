package org.dafusion.augment;

import org.dafusion.image.Image;
import org.dafusion.image.Mask;

/**
 * One synthetic picture that is wanted.
 *
 * @param id the caller's name for the result
 * @param sourceId the caller's name for the real picture
 * @param source the real picture at the working size
 * @param className its class, as the dataset names it
 * @param seed seed of everything random about the result
 * @param object where the picture's object is (at least 128), of the source's size; null where the
 *     dataset does not say
 */
public record AugmentRequest(
    String id, String sourceId, Image source, String className, long seed, Mask object) {

  /** The same with another seed. */
  AugmentRequest with(long otherSeed) {
    return new AugmentRequest(id, sourceId, source, className, otherSeed, object);
  }
}
