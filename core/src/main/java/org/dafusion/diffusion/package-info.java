/**
 * Stable Diffusion: text encoder, noise predictor, autoencoder, safety checker, and SDEdit, which
 * splices a real picture into the denoising.
 *
 * <p>It does not know labels, datasets or few-shot learning.
 *
 * <p>Start with {@link org.dafusion.diffusion.StableDiffusion}, the loaded parts, then {@link
 * org.dafusion.diffusion.ImageToImage}, the loop. Those who train through the network want {@link
 * org.dafusion.diffusion.PredictionPass}.
 *
 * <p>Two decisions. The chosen precision is that of the noise predictor alone; text encoder,
 * autoencoder and safety checker run in 32 bits, because they take a small share of the time, while
 * eight bits of mantissa in the decoder would show in the picture and could turn a safety score.
 * And a row's latents live between calls as plain Java floats: a row is a few ten thousand numbers
 * beside a network of a billion, so the arithmetic of samplers costs nothing, is the same on every
 * device, and cannot depend on neighbours in a batch.
 */
package org.dafusion.diffusion;
