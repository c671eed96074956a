package org.dafusion.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.dafusion.huggingface.ModelArtefactException;
import org.dafusion.torchscript.ScriptMethod;
import org.dafusion.torchscript.ScriptModule;
import org.dafusion.torchscript.Value;

/**
 * A residual network with torchvision's key names.
 *
 * <p>Methods, with 32-bit floats outside: {@code features(pixels)}, (batch, 3, height, width) to
 * (batch, {@link #featureWidth}), the average over positions of the last stage; {@code
 * forward(pixels)}, on through {@code fc} to logits (batch, classes); {@code stages(pixels)}, what
 * the stem (before its pooling) and each of the four stages give, as a list of (batch, channels,
 * rows, columns) in the model's precision. Batch normalisation uses its stored statistics there.
 * {@code forward_in_training(pixels)} and {@code features_in_training(pixels)} give logits and
 * features with batch normalisation in PyTorch's training mode: it uses the statistics of the
 * batch, and each call moves the stored ones towards them, in place (momentum 0.1, unbiased
 * variance).
 */
public final class ResNet implements FeatureNetwork {
  /** The two kinds of residual block. */
  public enum Block {
    /** Two 3×3 convolutions. */
    BASIC(1),
    /** 1×1, 3×3 and 1×1, the last four times as wide; the stride is the 3×3's. */
    BOTTLENECK(4);

    private final int expansion;

    Block(int expansion) {
      this.expansion = expansion;
    }
  }

  /** The method that moves the stored statistics. */
  public static final String IN_TRAINING = "forward_in_training";

  /** The method that gives the stages. */
  public static final String EACH_STAGE = "stages";

  private static final String HEAD = "fc";
  private static final int STAGES = 4;

  private final Block block;
  private final List<Integer> layers;
  private final int width;
  private final int base;
  private final int classes;

  /**
   * A network by its measures.
   *
   * @param block kind of block
   * @param layers blocks in each of the four stages
   * @param width channels of the stem and planes of the first stage, which double from stage to
   *     stage; 64 in torchvision's own networks
   * @param base width of the 3×3 convolutions in the first stage of bottlenecks ({@code
   *     width_per_group}), which doubles likewise; of no matter in basic blocks
   * @param classes outputs of {@code fc}
   */
  public ResNet(Block block, List<Integer> layers, int width, int base, int classes) {
    if (layers.size() != STAGES) {
      throw new IllegalArgumentException(
          "Invalid ResNet: must have four stages, found layers " + layers);
    }
    this.block = block;
    this.layers = List.copyOf(layers);
    this.width = width;
    this.base = base;
    this.classes = classes;
  }

  /**
   * Reads the measures off a weights file, as torchvision's files carry no configuration.
   *
   * @param shapes shape of each tensor by its key
   * @param file the file's name, for messages
   */
  public static ResNet from(Map<String, List<Long>> shapes, String file) {
    Block block = shapes.containsKey("layer1.0.conv3.weight") ? Block.BOTTLENECK : Block.BASIC;
    List<Integer> layers =
        IntStream.rangeClosed(1, STAGES).mapToObj(stage -> depth(shapes, stage)).toList();
    List<Long> stem = shapes.get("conv1.weight");
    List<Long> middle = shapes.get("layer1.0.conv2.weight");
    List<Long> head = shapes.get("fc.weight");
    if (layers.contains(0) || stem == null || middle == null || head == null) {
      throw new ModelArtefactException(
          "Cannot read a ResNet from %s: must have torchvision's keys conv1, bn1, layer1 to layer4 and fc, found %s"
              .formatted(file, shapes.keySet().stream().sorted().limit(8).toList()));
    }
    return new ResNet(
        block,
        layers,
        Math.toIntExact(stem.get(0)),
        Math.toIntExact(middle.get(0)),
        Math.toIntExact(head.get(0)));
  }

  private static int depth(Map<String, List<Long>> shapes, int stage) {
    int depth = 0;
    while (shapes.containsKey("layer" + stage + "." + depth + ".conv1.weight")) {
      depth++;
    }
    return depth;
  }

  @Override
  public String name() {
    return "ResNet";
  }

  /** Whether a key is that of a running statistic, which no gradient moves. */
  public static boolean isStatistic(String key) {
    return key.endsWith(".running_mean") || key.endsWith(".running_var");
  }

  @Override
  public ScriptModule classifier(int outputs) {
    ResNet network = new ResNet(block, layers, width, base, outputs);
    // what is finished does not move its statistics
    return network.toScript().without(IN_TRAINING).without(FEATURES_IN_TRAINING);
  }

  @Override
  public int featureWidth() {
    return planes(STAGES - 1) * block.expansion;
  }

  /** {@inheritDoc} It averages over whatever area is left, so any will do. */
  @Override
  public OptionalInt imageSize() {
    return OptionalInt.empty();
  }

  @Override
  public boolean isTrained(String key) {
    return !isStatistic(key) && !key.startsWith(HEAD + ".");
  }

  @Override
  public boolean isRunningStatistic(String key) {
    return isStatistic(key);
  }

  private int planes(int stage) {
    return width << stage;
  }

  @Override
  public ScriptModule toScript(boolean tapped) {
    ScriptModule module = new ScriptModule(name(), tapped);
    ScriptMethod stages = module.method(EACH_STAGE, "pixels");
    stages.returnTensors(new Pass(stages, false).stages().toArray(Value[]::new));
    ScriptMethod features = module.method(FEATURES, "pixels");
    Value each = features.call(EACH_STAGE, features.argument("pixels"));
    features.returnTensor(pooled(features, features.let("%s[%s]", each, STAGES)));
    ScriptMethod forward = module.method("forward", "pixels");
    logits(forward, forward.call(FEATURES, forward.argument("pixels")));
    ScriptMethod moving = module.method(FEATURES_IN_TRAINING, "pixels");
    moving.returnTensor(pooled(moving, new Pass(moving, true).stages().get(STAGES)));
    ScriptMethod training = module.method(IN_TRAINING, "pixels");
    logits(training, training.call(FEATURES_IN_TRAINING, training.argument("pixels")));
    return module;
  }

  /** The mean over rows and columns: (batch, channels, rows, columns) -> (batch, channels). */
  private static Value pooled(ScriptMethod m, Value last) {
    return m.toFloat(m.let("torch.mean(%s, [2, 3], False, dtype=None)", last));
  }

  private void logits(ScriptMethod m, Value features) {
    Value typed = m.toTypeOf(features, m.let("w[0]"));
    m.returnTensor(m.toFloat(Layers.linear(m, typed, HEAD, featureWidth(), classes)));
  }

  /** The convolutional part, as it is written into one method. */
  private final class Pass {
    private final ScriptMethod m;
    private final boolean training;

    Pass(ScriptMethod m, boolean training) {
      this.m = m;
      this.training = training;
    }

    /** What the stem and each stage give. */
    List<Value> stages() {
      List<Value> stages = new ArrayList<>();
      Value h = m.toTypeOf(m.argument("pixels"), m.let("w[0]"));
      h = Layers.conv2dNoBias(m, h, "conv1", 3, width, 7, 2, 3);
      h = m.relu(batchNorm(h, "bn1", width));
      stages.add(h);
      h = m.let("torch.max_pool2d(%s, [3, 3], [2, 2], [1, 1], [1, 1], False)", h);
      tap("maxpool", h);
      int in = width;
      for (int stage = 0; stage < STAGES; stage++) {
        for (int i = 0; i < layers.get(stage); i++) {
          String key = "layer" + (stage + 1) + "." + i;
          int stride = stage > 0 && i == 0 ? 2 : 1;
          h = residual(key, h, in, stage, stride);
          in = planes(stage) * block.expansion;
        }
        tap("layer" + (stage + 1), h);
        stages.add(h);
      }
      return stages;
    }

    private Value residual(String key, Value x, int in, int stage, int stride) {
      int out = planes(stage) * block.expansion;
      Value h =
          switch (block) {
            case BASIC -> basic(key, x, in, planes(stage), stride);
            case BOTTLENECK -> bottleneck(key, x, in, base << stage, out, stride);
          };
      Value shortcut = x;
      if (stride != 1 || in != out) {
        shortcut = Layers.conv2dNoBias(m, x, key + ".downsample.0", in, out, 1, stride, 0);
        shortcut = batchNorm(shortcut, key + ".downsample.1", out);
      }
      return m.relu(m.add(h, shortcut));
    }

    private Value basic(String key, Value x, int in, int planes, int stride) {
      Value h = Layers.conv2dNoBias(m, x, key + ".conv1", in, planes, 3, stride, 1);
      h = m.relu(batchNorm(h, key + ".bn1", planes));
      h = Layers.conv2dNoBias(m, h, key + ".conv2", planes, planes, 3, 1, 1);
      return batchNorm(h, key + ".bn2", planes);
    }

    private Value bottleneck(String key, Value x, int in, int middle, int out, int stride) {
      Value h = Layers.conv2dNoBias(m, x, key + ".conv1", in, middle, 1, 1, 0);
      h = m.relu(batchNorm(h, key + ".bn1", middle));
      h = Layers.conv2dNoBias(m, h, key + ".conv2", middle, middle, 3, stride, 1);
      h = m.relu(batchNorm(h, key + ".bn2", middle));
      h = Layers.conv2dNoBias(m, h, key + ".conv3", middle, out, 1, 1, 0);
      return batchNorm(h, key + ".bn3", out);
    }

    private Value batchNorm(Value x, String key, int channels) {
      return training
          ? Layers.batchNormInTraining(m, x, key, channels)
          : Layers.batchNorm(m, x, key, channels);
    }

    /** A forward pass meets each name once, so the other way through has none. */
    private void tap(String name, Value value) {
      if (!training) {
        m.tap(name, value);
      }
    }
  }
}
