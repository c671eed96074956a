package org.dafusion.jobs.pretrain;

import java.util.List;
import java.util.Locale;

/** What one command of {@code pretrain} trains, and the files that belong to it. */
enum ModelPart {
  /** The autoencoder. */
  VAE(List.of("vae"), List.of("vae/"), List.of()),

  /** Text encoder and UNet, with the tokenizer that they are trained with. */
  DIFFUSION(
      List.of("text_encoder", "unet"),
      List.of("text_encoder/", "tokenizer/", "unet/"),
      List.of("vae/", "scheduler/")),

  /** The classifier's network, which is no component. */
  BACKBONE(List.of(), List.of("backbone.safetensors"), List.of());

  private final List<String> networks;
  private final List<String> written;
  private final List<String> read;

  ModelPart(List<String> networks, List<String> written, List<String> read) {
    this.networks = networks;
    this.written = written;
    this.read = read;
  }

  /** The part of that name in the configuration. */
  static ModelPart parse(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The components of the folder that are networks to be trained. */
  List<String> networks() {
    return networks;
  }

  /** Whether training this part may change a file. */
  boolean writes(String file) {
    return written.stream().anyMatch(file::startsWith);
  }

  /** Whether a file can change what training this part ends in. */
  boolean dependsOn(String file) {
    return writes(file) || read.stream().anyMatch(file::startsWith);
  }
}
