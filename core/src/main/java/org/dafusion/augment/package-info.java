/**
 * Generative augmentations: which pictures to make from a real one, at which intensity, under which
 * prompt; compositions of them; and the check that prompts name no class.
 *
 * <p>It does not know tensors; it turns pictures and class names into requests for {@code
 * diffusion}, and takes the results.
 *
 * <p>Start with {@link org.dafusion.augment.GenerativeAugmentation}, which plans a picture from its
 * seed alone; {@link org.dafusion.augment.RealGuidance} is the simplest. {@link
 * org.dafusion.augment.Augmenter} carries plans out. A plan is decided as a whole before anything
 * is drawn, instead of link by link as upstream, so that a picture that is begun anew after the
 * safety checker's objection differs in its noise alone.
 */
package org.dafusion.augment;
