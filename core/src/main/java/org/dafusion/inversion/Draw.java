package org.dafusion.inversion;

/**
 * Everything random about one sample of a step.
 *
 * @param image place in the concept's images
 * @param flipped whether the image is mirrored
 * @param template place in the recipe's templates
 * @param timestep of the noise schedule
 * @param posterior noise that samples the image's latents
 * @param noise that the latents are mixed with
 */
public record Draw(
    int image, boolean flipped, int template, int timestep, float[] posterior, float[] noise) {}
