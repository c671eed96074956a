package org.dafusion.model;

import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.Value;

/**
 * The residual block of the UNet and the VAE, after diffusers' {@code ResnetBlock2D}: norm, SiLU,
 * convolution, (+ projected time embedding), norm, SiLU, convolution, + input.
 *
 * @param in channels before
 * @param out channels after; a 1×1 {@code conv_shortcut} joins the input where they differ
 * @param timeWidth width of the time embedding; 0 where there is none (VAE)
 * @param groups groups of both normalisations
 * @param epsilon of both normalisations
 */
record ResnetBlock2D(int in, int out, int timeWidth, int groups, double epsilon) {
  /**
   * Emits the block.
   *
   * @param x (batch, in, height, width)
   * @param time SiLU of the time embedding (batch, timeWidth); unused where timeWidth is 0
   * @return (batch, out, height, width)
   */
  Value emit(ScriptMethod m, String key, Value x, Value time) {
    Value h = m.silu(Layers.groupNorm(m, x, key + ".norm1", groups, in, epsilon));
    h = Layers.conv2d(m, h, key + ".conv1", in, out, 3, 1, 1);
    if (timeWidth > 0) {
      Value shift = Layers.linear(m, time, key + ".time_emb_proj", timeWidth, out);
      // (batch, out) -> (batch, out, 1, 1)
      h = m.add(h, m.let("torch.unsqueeze(torch.unsqueeze(%s, 2), 3)", shift));
    }
    h = m.silu(Layers.groupNorm(m, h, key + ".norm2", groups, out, epsilon));
    h = Layers.conv2d(m, h, key + ".conv2", out, out, 3, 1, 1);
    Value shortcut = in == out ? x : Layers.conv2d(m, x, key + ".conv_shortcut", in, out, 1, 1, 0);
    return m.tap(key, m.add(shortcut, h));
  }
}
