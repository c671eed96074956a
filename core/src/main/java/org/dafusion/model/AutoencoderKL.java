package org.dafusion.model;

import com.typesafe.config.Config;
import java.util.List;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.Value;

/**
 * The image autoencoder of Stable Diffusion, after diffusers' {@code AutoencoderKL} 0.14.
 *
 * <p>Methods, all with 32-bit floats outside:
 *
 * <ul>
 *   <li>{@code encode(pixels)}: (batch, 3, height, width) in [-1, 1] to the posterior's mean and
 *       log variance (clamped to [-30, 20]), each (batch, latent_channels, height / 2ⁿ⁻¹, width /
 *       2ⁿ⁻¹) for n levels, <em>not</em> multiplied by the scaling factor;
 *   <li>{@code decode(latents)}: the way back, for latents already divided by the scaling factor.
 * </ul>
 */
public final class AutoencoderKL implements ModelDefinition {
  private static final double EPSILON = 1e-6;

  private final int imageChannels;
  private final int latentChannels;
  private final List<Integer> channels;
  private final int layersPerBlock;
  private final int groups;
  private final double scalingFactor;

  private AutoencoderKL(ModelConfig config) {
    imageChannels = config.integer("in_channels", 3);
    latentChannels = config.integer("latent_channels", 4);
    channels = config.integers("block_out_channels");
    layersPerBlock = config.integer("layers_per_block", 1);
    groups = config.integer("norm_num_groups", 32);
    // folders written before diffusers 0.14 lack the key; their factor is that of Stable Diffusion
    scalingFactor = config.number("scaling_factor", 0.18215);
    for (int width : channels) {
      if (width % groups != 0) {
        throw config.refusal(
            "block_out_channels", "must be divisible by norm_num_groups, " + groups, channels);
      }
    }
  }

  /** Reads {@code vae/config.json}, refusing options that this definition does not build. */
  public static AutoencoderKL from(Config json) {
    ModelConfig config = new ModelConfig(json);
    config.require("act_fn", "silu");
    for (String type : config.texts("down_block_types")) {
      if (!type.equals("DownEncoderBlock2D")) {
        throw config.refusal("down_block_types", "must be of DownEncoderBlock2D", type);
      }
    }
    for (String type : config.texts("up_block_types")) {
      if (!type.equals("UpDecoderBlock2D")) {
        throw config.refusal("up_block_types", "must be of UpDecoderBlock2D", type);
      }
    }
    config.require("out_channels", config.integer("in_channels", 3));
    config.requireAbsent("shift_factor", "latents_mean", "latents_std");
    config.require("use_quant_conv", true);
    config.require("use_post_quant_conv", true);
    config.require("mid_block_add_attention", true);
    return new AutoencoderKL(config);
  }

  @Override
  public String name() {
    return "AutoencoderKL";
  }

  /** Factor between the posterior and the latents that the UNet works on. */
  public double scalingFactor() {
    return scalingFactor;
  }

  /** Channels of the latents. */
  public int latentChannels() {
    return latentChannels;
  }

  /** Levels of the encoder and of the decoder, between each two of which the size halves. */
  public int levels() {
    return channels.size();
  }

  /** Pixels of the image per position of the latents, in each direction. */
  public int downsamplingFactor() {
    return 1 << (levels() - 1);
  }

  @Override
  public ScriptModule toScript(boolean tapped) {
    ScriptModule module = new ScriptModule(name(), tapped);
    encode(module);
    decode(module);
    return module;
  }

  private void encode(ScriptModule module) {
    ScriptMethod m = module.method("encode", "pixels");
    Value none = new Value("None");
    Value x = m.toTypeOf(m.argument("pixels"), m.let("w[0]"));
    Value h = Layers.conv2d(m, x, "encoder.conv_in", imageChannels, channels.get(0), 3, 1, 1);
    m.tap("encoder.conv_in", h);
    int in = channels.get(0);
    for (int level = 0; level < channels.size(); level++) {
      String key = "encoder.down_blocks." + level;
      int out = channels.get(level);
      for (int layer = 0; layer < layersPerBlock; layer++) {
        h = resnet(in, out).emit(m, key + ".resnets." + layer, h, none);
        in = out;
      }
      if (level < channels.size() - 1) {
        // one column and one row of zeros, right and below only
        h = m.let("torch.constant_pad_nd(%s, [0, 1, 0, 1], 0)", h);
        h = Layers.conv2d(m, h, key + ".downsamplers.0.conv", out, out, 3, 2, 0);
      }
      m.tap(key, h);
    }
    h = mid(m, "encoder.mid_block", h);
    h = m.silu(Layers.groupNorm(m, h, "encoder.conv_norm_out", groups, last(), EPSILON));
    int moments = 2 * latentChannels;
    h = Layers.conv2d(m, h, "encoder.conv_out", last(), moments, 3, 1, 1);
    h = m.tap("quant_conv", Layers.conv2d(m, h, "quant_conv", moments, moments, 1, 1, 0));
    Value halves =
        m.let(
            "torch.chunk(%s, 2, 1)", m.let("torch.contiguous(%s, memory_format=0)", m.toFloat(h)));
    Value logvar = m.let("torch.clamp(%s[1], -30., 20.)", halves);
    m.returnTensors(m.let("%s[0]", halves), logvar);
  }

  private void decode(ScriptModule module) {
    ScriptMethod m = module.method("decode", "latents");
    Value none = new Value("None");
    Value x = m.toTypeOf(m.argument("latents"), m.let("w[0]"));
    Value h = Layers.conv2d(m, x, "post_quant_conv", latentChannels, latentChannels, 1, 1, 0);
    m.tap("post_quant_conv", h);
    h = Layers.conv2d(m, h, "decoder.conv_in", latentChannels, last(), 3, 1, 1);
    h = mid(m, "decoder.mid_block", h);
    int in = last();
    for (int level = 0; level < channels.size(); level++) {
      String key = "decoder.up_blocks." + level;
      int out = channels.get(channels.size() - 1 - level);
      for (int layer = 0; layer <= layersPerBlock; layer++) {
        h = resnet(in, out).emit(m, key + ".resnets." + layer, h, none);
        in = out;
      }
      if (level < channels.size() - 1) {
        Value height = m.let("torch.mul(%s, 2)", m.size(h, 2));
        Value width = m.let("torch.mul(%s, 2)", m.size(h, 3));
        h = Layers.upsampleNearest(m, h, height, width);
        h = Layers.conv2d(m, h, key + ".upsamplers.0.conv", out, out, 3, 1, 1);
      }
      m.tap(key, h);
    }
    int first = channels.get(0);
    h = m.silu(Layers.groupNorm(m, h, "decoder.conv_norm_out", groups, first, EPSILON));
    h = Layers.conv2d(m, h, "decoder.conv_out", first, imageChannels, 3, 1, 1);
    m.returnTensor(m.let("torch.contiguous(%s, memory_format=0)", m.toFloat(h)));
  }

  private Value mid(ScriptMethod m, String key, Value x) {
    Value none = new Value("None");
    Value h = resnet(last(), last()).emit(m, key + ".resnets.0", x, none);
    h = attention(m, key + ".attentions.0", h);
    h = resnet(last(), last()).emit(m, key + ".resnets.1", h, none);
    return m.tap(key, h);
  }

  /**
   * One head over all positions; keys as in the published v1-4 files or as newer ones write them.
   */
  private Value attention(ScriptMethod m, String key, Value x) {
    Value height = m.size(x, 2);
    Value width = m.size(x, 3);
    Value h = Layers.groupNorm(m, x, key + ".group_norm", groups, last(), EPSILON);
    // (B, C, H, W) -> (B, 1, HW, C)
    h = m.reshape(m.permute(h, 0, 2, 3, 1), m.size(x, 0), 1, -1, last());
    Value q = projection(m, h, key, "query", "to_q");
    Value k = projection(m, h, key, "key", "to_k");
    Value v = projection(m, h, key, "value", "to_v");
    h = projection(m, m.attention(q, k, v, false), key, "proj_attn", "to_out.0");
    // (B, 1, HW, C) -> (B, C, H, W)
    h = m.permute(m.reshape(h, m.size(x, 0), height, width, last()), 0, 3, 1, 2);
    return m.tap(key, m.add(h, x));
  }

  private Value projection(ScriptMethod m, Value x, String key, String older, String newer) {
    return Layers.linear(m, x, List.of(key + "." + older, key + "." + newer), last(), last());
  }

  private ResnetBlock2D resnet(int in, int out) {
    return new ResnetBlock2D(in, out, 0, groups, EPSILON);
  }

  private int last() {
    return channels.get(channels.size() - 1);
  }
}
