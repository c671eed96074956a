package org.dafusion.jobs.cluster;

import org.dafusion.diffusion.Network;

/** What takes a task's time. */
public enum Activity {
  UNET("UNet", true),
  VAE("VAE", true),
  TEXT_ENCODER("text encoder", true),
  SAFETY_CHECKER("safety checker", true),
  /** Of images, on threads beside the device's. */
  DECODE("decode", false),
  /** Of images, on threads beside the device's. */
  ENCODE("encode", false),
  /** Rows from and to Spark. */
  IO("IO", false);

  private final String label;
  private final boolean onDevice;

  Activity(String label, boolean onDevice) {
    this.label = label;
    this.onDevice = onDevice;
  }

  /** That of a network. */
  static Activity of(Network network) {
    return switch (network) {
      case TEXT_ENCODER -> TEXT_ENCODER;
      case UNET -> UNET;
      case VAE -> VAE;
      case SAFETY_CHECKER -> SAFETY_CHECKER;
    };
  }

  /** As people and the manifest call it. */
  public String label() {
    return label;
  }

  /** Whether a device computes. */
  public boolean onDevice() {
    return onDevice;
  }
}
