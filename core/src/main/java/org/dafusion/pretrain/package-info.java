/**
 * Training of a model's own networks, from the beginning or onwards: the autoencoder, and text
 * encoder and UNet (Rombach et al. 2022, <a href="https://arxiv.org/abs/2112.10752">High-Resolution
 * Image Synthesis with Latent Diffusion Models</a>), and of the ResNet that a classifier rests on.
 *
 * <p>It does not know where pictures come from, or when to stop.
 *
 * <p>Start with {@link org.dafusion.pretrain.PartTraining}, which every part is.
 *
 * <p>Decisions worth keeping:
 *
 * <ul>
 *   <li>A step is two calls of many rows at a time, not rows one by one as everywhere else: nobody
 *       asks what a single row of a training was, and small networks are faster so. The same number
 *       of threads gives the same bits.
 *   <li>Whatever is random in a step derives from the seed and the step's number, so there is no
 *       generator whose state a checkpoint would need.
 *   <li>What is judged, shown and shipped is the running average of the weights.
 * </ul>
 */
package org.dafusion.pretrain;
