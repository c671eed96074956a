package org.dafusion.model;

import com.typesafe.config.Config;
import java.util.Collections;
import java.util.List;

/**
 * What {@code unet/config.json} says, with diffusers' defaults for keys that older folders lack.
 *
 * @param heads attention heads per level, from the first down block; upstream's configuration calls
 *     them {@code attention_head_dim} for historical reasons
 */
record UNetConfig(
    int inChannels,
    int outChannels,
    List<Integer> blockOutChannels,
    List<String> downBlockTypes,
    List<String> upBlockTypes,
    List<Integer> heads,
    int layersPerBlock,
    int transformerLayers,
    int crossAttentionDim,
    int groups,
    double epsilon,
    boolean flipSinToCos,
    int freqShift,
    boolean linearProjection,
    boolean upcastAttention) {

  private static final String DOWN_ATTENTION = "CrossAttnDownBlock2D";
  private static final String UP_ATTENTION = "CrossAttnUpBlock2D";

  static UNetConfig from(Config json) {
    ModelConfig config = new ModelConfig(json);
    config.require("act_fn", "silu");
    config.require("mid_block_type", "UNetMidBlock2DCrossAttn");
    config.require("resnet_time_scale_shift", "default");
    config.require("time_embedding_type", "positional");
    config.require("conv_in_kernel", 3);
    config.require("conv_out_kernel", 3);
    config.require("downsample_padding", 1);
    config.require("mid_block_scale_factor", 1);
    config.require("attention_type", "default");
    config.requireAbsent(
        "center_input_sample",
        "dual_cross_attention",
        "only_cross_attention",
        "mid_block_only_cross_attention",
        "class_embed_type",
        "num_class_embeds",
        "addition_embed_type",
        "encoder_hid_dim",
        "encoder_hid_dim_type",
        "time_cond_proj_dim",
        "time_embedding_act_fn",
        "timestep_post_act",
        "cross_attention_norm",
        "resnet_skip_time_act");
    List<Integer> channels = config.integers("block_out_channels");
    UNetConfig unet =
        new UNetConfig(
            config.integer("in_channels", 4),
            config.integer("out_channels", 4),
            channels,
            config.texts("down_block_types"),
            config.texts("up_block_types"),
            heads(config, channels.size()),
            config.integer("layers_per_block", 2),
            config.integer("transformer_layers_per_block", 1),
            config.integer("cross_attention_dim", 1280),
            config.integer("norm_num_groups", 32),
            config.number("norm_eps", 1e-5),
            config.flag("flip_sin_to_cos", true),
            (int) config.number("freq_shift", 0),
            config.flag("use_linear_projection", false),
            config.flag("upcast_attention", false));
    unet.check(config);
    return unet;
  }

  private static List<Integer> heads(ModelConfig config, int levels) {
    String key = config.has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim";
    if (!config.has(key)) {
      return Collections.nCopies(levels, 8);
    }
    return config.isList(key)
        ? config.integers(key)
        : Collections.nCopies(levels, config.integer(key));
  }

  private void check(ModelConfig config) {
    sameLength(config, "down_block_types", downBlockTypes);
    sameLength(config, "up_block_types", upBlockTypes);
    sameLength(config, "attention_head_dim", heads);
    knownTypes(config, "down_block_types", downBlockTypes, DOWN_ATTENTION, "DownBlock2D");
    knownTypes(config, "up_block_types", upBlockTypes, UP_ATTENTION, "UpBlock2D");
    for (int level = 0; level < levels(); level++) {
      if (channels(level) % heads.get(level) != 0 || channels(level) % groups != 0) {
        throw config.refusal(
            "block_out_channels",
            "must be divisible by the heads of each level, %s, and by norm_num_groups, %d"
                .formatted(heads, groups),
            blockOutChannels);
      }
    }
  }

  private void sameLength(ModelConfig config, String key, List<?> values) {
    if (values.size() != levels()) {
      throw config.refusal(
          key, "must have one entry for each of the " + levels() + " block_out_channels", values);
    }
  }

  private static void knownTypes(
      ModelConfig config, String key, List<String> types, String attention, String plain) {
    for (String type : types) {
      if (!type.equals(attention) && !type.equals(plain)) {
        throw config.refusal(key, "must be of " + attention + " and " + plain, type);
      }
    }
  }

  int levels() {
    return blockOutChannels.size();
  }

  int channels(int level) {
    return blockOutChannels.get(level);
  }

  int timeWidth() {
    return 4 * channels(0);
  }

  boolean downHasAttention(int level) {
    return downBlockTypes.get(level).equals(DOWN_ATTENTION);
  }

  boolean upHasAttention(int level) {
    return upBlockTypes.get(level).equals(UP_ATTENTION);
  }

  ResnetBlock2D resnet(int in, int out) {
    return new ResnetBlock2D(in, out, timeWidth(), groups, epsilon);
  }

  /** The transformer of a level, counted from the first down block. */
  Transformer2DModel transformer(int level) {
    return new Transformer2DModel(
        channels(level),
        heads.get(level),
        crossAttentionDim,
        transformerLayers,
        groups,
        linearProjection,
        upcastAttention);
  }
}
