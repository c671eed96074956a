package org.dafusion.augment;

import org.dafusion.image.Image;

/**
 * One synthetic picture that is wanted.
 *
 * @param id the caller's name for the result
 * @param sourceId the caller's name for the real picture
 * @param source the real picture at the working size
 * @param className its class, as the dataset names it
 * @param seed seed of everything random about the result
 */
public record AugmentRequest(
    String id, String sourceId, Image source, String className, long seed) {}
