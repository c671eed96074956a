package org.dafusion.diffusion;

/** The parts of Stable Diffusion that take a device's time. */
public enum Network {
  TEXT_ENCODER,
  UNET,
  VAE,
  SAFETY_CHECKER
}
