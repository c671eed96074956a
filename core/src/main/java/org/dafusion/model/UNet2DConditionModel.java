package org.dafusion.model;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.Value;

/**
 * The noise predictor of Stable Diffusion 1.x and 2.x, after diffusers' {@code
 * UNet2DConditionModel} 0.14.
 *
 * <p>Method {@code forward(sample, timestep, encoder_hidden_states)} takes (batch, in_channels,
 * height, width), one timestep per row (batch), and (batch, tokens, cross_attention_dim), all in
 * 32-bit floating point; the result (batch, out_channels, height, width) is too. Heights and widths
 * that do not halve evenly are brought back to the size of the skip connection, as upstream.
 *
 * <p>The blocks are methods of their own: {@code time(timestep)}, {@code begin(sample)}, {@code
 * down_I(h, time, context)}, {@code mid(h, time, context)}, {@code up_I(h, skips[], time,
 * context)}, {@code finish(h)}. Down blocks return all their hidden states, the last of which goes
 * on; every up block is given the whole list of skip connections and takes its own. Between blocks
 * states are in the model's precision; {@code context} may be in 32-bit floating point there too.
 */
public final class UNet2DConditionModel implements ModelDefinition {
  private final UNetConfig config;

  private UNet2DConditionModel(UNetConfig config) {
    this.config = config;
  }

  /** Reads {@code unet/config.json}, refusing options that this definition does not build. */
  public static UNet2DConditionModel from(Config config) {
    return new UNet2DConditionModel(UNetConfig.from(config));
  }

  @Override
  public String name() {
    return "UNet2DConditionModel";
  }

  /** Channels of the latents that the network takes. */
  public int inChannels() {
    return config.inChannels();
  }

  /** Channels of the prediction. */
  public int outChannels() {
    return config.outChannels();
  }

  /** Number of down blocks, and of up blocks. */
  public int levels() {
    return config.levels();
  }

  /** Channels of the first level, whose feature maps are the largest. */
  public int width() {
    return config.channels(0);
  }

  /** Width of the prompt embeddings that the network takes. */
  public int crossAttentionDim() {
    return config.crossAttentionDim();
  }

  @Override
  public ScriptModule toScript(boolean tapped) {
    ScriptModule module = new ScriptModule(name(), tapped);
    time(module);
    begin(module);
    List<Integer> skips = new ArrayList<>(List.of(config.channels(0)));
    for (int level = 0; level < config.levels(); level++) {
      skips.addAll(down(module, level));
    }
    mid(module);
    int unused = skips.size();
    for (int level = 0; level < config.levels(); level++) {
      unused = up(module, level, skips, unused);
    }
    finish(module);
    forward(module);
    return module;
  }

  private void forward(ScriptModule module) {
    ScriptMethod m = module.method("forward", "sample", "timestep", "encoder_hidden_states");
    Value time = m.call("time", m.argument("timestep"));
    Value h = m.call("begin", m.argument("sample"));
    Value context = m.toTypeOf(m.argument("encoder_hidden_states"), h);
    Value skips = m.let("[%s]", h);
    for (int level = 0; level < config.levels(); level++) {
      Value states = m.call("down_" + level, h, time, context);
      skips = m.let("torch.add(%s, %s)", skips, states);
      h = m.let("%s[-1]", states);
    }
    h = m.call("mid", h, time, context);
    for (int level = 0; level < config.levels(); level++) {
      h = m.call("up_" + level, h, skips, time, context);
    }
    m.returnTensor(m.call("finish", h));
  }

  /**
   * Sinusoids of the timestep through two linear layers: (batch) -> (batch, 4 · channels). The
   * sinusoids are computed in 32 bits whatever the precision, as upstream.
   */
  private void time(ScriptModule module) {
    ScriptMethod m = module.method("time", "timestep");
    Value timestep = m.argument("timestep");
    int half = config.channels(0) / 2;
    double exponent = -Math.log(10000) / (half - config.freqShift());
    Value frequencies = m.let("torch.exp(%s)", m.mul(m.range(half, timestep), exponent));
    // (batch, 1) x (1, half) -> (batch, half)
    Value angles =
        m.mul(
            m.let("torch.unsqueeze(%s, 1)", m.toFloat(timestep)),
            m.let("torch.unsqueeze(%s, 0)", frequencies));
    Value sin = m.let("torch.sin(%s)", angles);
    Value cos = m.let("torch.cos(%s)", angles);
    Value sinusoids = config.flipSinToCos() ? m.cat(-1, cos, sin) : m.cat(-1, sin, cos);
    Value first = m.let("w[0]");
    Value h = m.toTypeOf(sinusoids, first);
    h = Layers.linear(m, h, "time_embedding.linear_1", config.channels(0), config.timeWidth());
    h = m.silu(h);
    h = Layers.linear(m, h, "time_embedding.linear_2", config.timeWidth(), config.timeWidth());
    m.tap("time_embedding", h);
    // every residual block applies SiLU to the embedding first, so it is done once
    m.returnTensor(m.silu(h));
  }

  private void begin(ScriptModule module) {
    ScriptMethod m = module.method("begin", "sample");
    Value x = m.toTypeOf(m.argument("sample"), m.let("w[0]"));
    Value h = Layers.conv2d(m, x, "conv_in", config.inChannels(), config.channels(0), 3, 1, 1);
    m.returnTensor(m.tap("conv_in", h));
  }

  /** Emits a down block; answers the channels of the hidden states that it returns. */
  private List<Integer> down(ScriptModule module, int level) {
    String key = "down_blocks." + level;
    ScriptMethod m = module.method("down_" + level, "h", "time", "context");
    Value h = m.argument("h");
    Value context = m.toTypeOf(m.argument("context"), h);
    int out = config.channels(level);
    List<Value> states = new ArrayList<>();
    for (int layer = 0; layer < config.layersPerBlock(); layer++) {
      int in = layer == 0 ? config.channels(Math.max(level - 1, 0)) : out;
      h = config.resnet(in, out).emit(m, key + ".resnets." + layer, h, m.argument("time"));
      if (config.downHasAttention(level)) {
        h = config.transformer(level).emit(m, key + ".attentions." + layer, h, context);
      }
      states.add(h);
    }
    if (level < config.levels() - 1) {
      h = Layers.conv2d(m, h, key + ".downsamplers.0.conv", out, out, 3, 2, 1);
      states.add(h);
    }
    m.tap(key, h);
    m.returnTensors(states.toArray(Value[]::new));
    return IntStream.range(0, states.size()).mapToObj(i -> out).toList();
  }

  private void mid(ScriptModule module) {
    ScriptMethod m = module.method("mid", "h", "time", "context");
    int level = config.levels() - 1;
    ResnetBlock2D resnet = config.resnet(config.channels(level), config.channels(level));
    Value context = m.toTypeOf(m.argument("context"), m.argument("h"));
    Value h = resnet.emit(m, "mid_block.resnets.0", m.argument("h"), m.argument("time"));
    h = config.transformer(level).emit(m, "mid_block.attentions.0", h, context);
    h = resnet.emit(m, "mid_block.resnets.1", h, m.argument("time"));
    m.returnTensor(m.tap("mid_block", h));
  }

  /**
   * Emits an up block.
   *
   * @param skips channels of all skip connections
   * @param unused how many of them no earlier up block has taken
   * @return how many are left after this block
   */
  private int up(ScriptModule module, int level, List<Integer> skips, int unused) {
    String key = "up_blocks." + level;
    ScriptMethod m = module.method("up_" + level, "h", "skips[]", "time", "context");
    int mirrored = config.levels() - 1 - level;
    int out = config.channels(mirrored);
    int current = config.channels(Math.min(mirrored + 1, config.levels() - 1));
    Value h = m.argument("h");
    Value context = m.toTypeOf(m.argument("context"), h);
    for (int layer = 0; layer <= config.layersPerBlock(); layer++) {
      unused--;
      h = m.cat(1, h, m.let("skips[%s]", unused));
      int in = current + skips.get(unused);
      h = config.resnet(in, out).emit(m, key + ".resnets." + layer, h, m.argument("time"));
      if (config.upHasAttention(level)) {
        h = config.transformer(mirrored).emit(m, key + ".attentions." + layer, h, context);
      }
      current = out;
    }
    if (level < config.levels() - 1) {
      Value next = m.let("skips[%s]", unused - 1);
      h = Layers.upsampleNearest(m, h, m.size(next, 2), m.size(next, 3));
      h = Layers.conv2d(m, h, key + ".upsamplers.0.conv", out, out, 3, 1, 1);
    }
    m.returnTensor(m.tap(key, h));
    return unused;
  }

  private void finish(ScriptModule module) {
    ScriptMethod m = module.method("finish", "h");
    int channels = config.channels(0);
    Value h =
        Layers.groupNorm(
            m, m.argument("h"), "conv_norm_out", config.groups(), channels, config.epsilon());
    m.tap("conv_norm_out", h);
    h = Layers.conv2d(m, m.silu(h), "conv_out", channels, config.outChannels(), 3, 1, 1);
    m.returnTensor(m.let("torch.contiguous(%s, memory_format=0)", m.toFloat(h)));
  }
}
