/**
 * DA-Fusion: data augmentation with diffusion models, after <em>Effective Data Augmentation With
 * Diffusion Models</em>.
 */
package org.dafusion;
