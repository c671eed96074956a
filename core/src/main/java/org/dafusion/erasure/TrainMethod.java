package org.dafusion.erasure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Which weights of the UNet are trained; upstream's {@code --train_method}. */
public enum TrainMethod {
  /** All. */
  FULL(key -> true),
  /** Attention to the prompt. */
  XATTN(TrainMethod::isCrossAttention),
  /** All but attention to the prompt, the output and the embedding of time. */
  NOXATTN(key -> !isCrossAttention(key) && !isOutputOrTime(key)),
  /** Attention within the picture. */
  SELFATTN(key -> key.contains(".attn1.")),
  /** All but the output and the embedding of time. */
  NOTIME(key -> !isOutputOrTime(key));

  private final Predicate<String> chosen;

  TrainMethod(Predicate<String> chosen) {
    this.chosen = chosen;
  }

  /** The word used in configuration. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words, in order. */
  public static List<String> words() {
    return Arrays.stream(values()).map(TrainMethod::word).toList();
  }

  /** Whether a weight is trained, by its key in the diffusers layout. */
  public boolean trains(String key) {
    return chosen.test(key);
  }

  private static boolean isCrossAttention(String key) {
    return key.contains(".attn2.");
  }

  /** CompVis calls them {@code out.*} and {@code time_embed.*}. */
  private static boolean isOutputOrTime(String key) {
    return key.startsWith("conv_norm_out.")
        || key.startsWith("conv_out.")
        || key.startsWith("time_embedding.");
  }
}
