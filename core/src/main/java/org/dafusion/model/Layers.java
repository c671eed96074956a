package org.dafusion.model;

import java.util.List;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptParameter.Kind;
import org.dafusion.torchscript.Value;

/**
 * Layers that carry weights, named as in PyTorch; each names its weights {@code KEY.weight} etc.
 */
final class Layers {
  private Layers() {}

  /**
   * A square convolution with bias.
   *
   * @param x (batch, in, height, width)
   * @return (batch, out, height', width')
   */
  static Value conv2d(
      ScriptMethod m, Value x, String key, int in, int out, int kernel, int stride, int padding) {
    Value bias = m.parameter(key + ".bias", out);
    return conv2d(m, x, key, in, out, kernel, stride, padding, bias);
  }

  /** A square convolution without bias. */
  static Value conv2dNoBias(
      ScriptMethod m, Value x, String key, int in, int out, int kernel, int stride, int padding) {
    return conv2d(m, x, key, in, out, kernel, stride, padding, new Value("None"));
  }

  private static Value conv2d(
      ScriptMethod m,
      Value x,
      String key,
      int in,
      int out,
      int kernel,
      int stride,
      int padding,
      Value bias) {
    Value weight = m.parameter(Kind.CONVOLUTION, List.of(key + ".weight"), out, in, kernel, kernel);
    return m.let(
        "torch.conv2d(%s, %s, %s, [%s, %s], [%s, %s], [1, 1], 1)",
        x, weight, bias, stride, stride, padding, padding);
  }

  /** x Wᵀ + b over the last dimension. */
  static Value linear(ScriptMethod m, Value x, String key, int in, int out) {
    return linear(m, x, List.of(key), in, out);
  }

  /** A linear layer whose key has changed its name over the years: any of {@code keys} will do. */
  static Value linear(ScriptMethod m, Value x, List<String> keys, int in, int out) {
    List<String> weights = keys.stream().map(key -> key + ".weight").toList();
    List<String> biases = keys.stream().map(key -> key + ".bias").toList();
    return m.let(
        "torch.linear(%s, %s, %s)",
        x, m.parameter(Kind.PLAIN, weights, out, in), m.parameter(Kind.PLAIN, biases, out));
  }

  /** x Wᵀ over the last dimension. */
  static Value linearNoBias(ScriptMethod m, Value x, String key, int in, int out) {
    return m.let("torch.linear(%s, %s, None)", x, m.parameter(key + ".weight", out, in));
  }

  /** Group normalisation over channels, dimension 1. */
  static Value groupNorm(
      ScriptMethod m, Value x, String key, int groups, int channels, double epsilon) {
    return m.let(
        "torch.group_norm(%s, %s, %s, %s, %s, True)",
        x,
        groups,
        m.parameter(key + ".weight", channels),
        m.parameter(key + ".bias", channels),
        epsilon);
  }

  /** Layer normalisation over the last dimension. */
  static Value layerNorm(ScriptMethod m, Value x, String key, int width, double epsilon) {
    return m.let(
        "torch.layer_norm(%s, [%s], %s, %s, %s, True)",
        x, width, m.parameter(key + ".weight", width), m.parameter(key + ".bias", width), epsilon);
  }

  /**
   * Batch normalisation over channels with the stored running statistics, PyTorch's evaluation
   * mode.
   */
  static Value batchNorm(ScriptMethod m, Value x, String key, int channels) {
    return batchNorm(m, x, key, channels, "False");
  }

  /**
   * Batch normalisation with the statistics of the batch, PyTorch's training mode; moves the stored
   * ones in place, by a tenth of the way.
   */
  static Value batchNormInTraining(ScriptMethod m, Value x, String key, int channels) {
    return batchNorm(m, x, key, channels, "True");
  }

  private static Value batchNorm(
      ScriptMethod m, Value x, String key, int channels, String training) {
    return m.let(
        "torch.batch_norm(%s, %s, %s, %s, %s, %s, 0.1, 1e-05, True)",
        x,
        m.parameter(key + ".weight", channels),
        m.parameter(key + ".bias", channels),
        m.parameter(key + ".running_mean", channels),
        m.parameter(key + ".running_var", channels),
        training);
  }

  /** (batch, tokens, heads · d) to (batch, heads, tokens, d). */
  static Value splitHeads(ScriptMethod m, Value x, int heads, int width) {
    Value split = m.reshape(x, m.size(x, 0), -1, heads, width / heads);
    return m.let("torch.transpose(%s, 1, 2)", split);
  }

  /** (batch, heads, tokens, d) to (batch, tokens, heads · d). */
  static Value joinHeads(ScriptMethod m, Value x, int width) {
    Value tokens = m.let("torch.transpose(%s, 1, 2)", x);
    return m.reshape(tokens, m.size(tokens, 0), -1, width);
  }

  /** Twice as high and wide, or to the size of another tensor, by repeating pixels. */
  static Value upsampleNearest(ScriptMethod m, Value x, Value height, Value width) {
    return m.let("torch.upsample_nearest2d(%s, [%s, %s], None, None)", x, height, width);
  }
}
