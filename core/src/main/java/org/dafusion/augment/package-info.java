/**
 * Generative augmentations: which pictures to make from a real one, at which intensity, under which
 * prompt.
 *
 * <p>It does not know tensors; it turns pictures and class names into requests for {@code
 * diffusion}.
 *
 * <p>Start with {@link org.dafusion.augment.GenerativeAugmentation}; {@link
 * org.dafusion.augment.RealGuidance} is the first of them.
 */
package org.dafusion.augment;
