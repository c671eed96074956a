package org.dafusion.model;

import java.util.List;
import java.util.Map;
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
 * forward(pixels)}, on through {@code fc} to logits (batch, classes). Batch normalisation uses its
 * stored statistics.
 */
public final class ResNet implements ModelDefinition {
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

  private static final int STEM = 64;
  private static final List<Integer> PLANES = List.of(64, 128, 256, 512);

  private final Block block;
  private final List<Integer> layers;
  private final int base;
  private final int classes;

  /**
   * A network by its measures.
   *
   * @param block kind of block
   * @param layers blocks in each of the four stages
   * @param base width of the 3×3 convolutions in the first stage ({@code width_per_group}); 64 in
   *     torchvision's own networks, and always in basic blocks
   * @param classes outputs of {@code fc}
   */
  public ResNet(Block block, List<Integer> layers, int base, int classes) {
    if (layers.size() != PLANES.size()) {
      throw new IllegalArgumentException(
          "Invalid ResNet: must have four stages, found layers " + layers);
    }
    this.block = block;
    this.layers = List.copyOf(layers);
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
        IntStream.rangeClosed(1, PLANES.size()).mapToObj(stage -> depth(shapes, stage)).toList();
    List<Long> middle = shapes.get("layer1.0.conv2.weight");
    List<Long> head = shapes.get("fc.weight");
    if (layers.contains(0) || middle == null || head == null) {
      throw new ModelArtefactException(
          "Cannot read a ResNet from %s: must have torchvision's keys conv1, bn1, layer1 to layer4 and fc, found %s"
              .formatted(file, shapes.keySet().stream().sorted().limit(8).toList()));
    }
    int base = block == Block.BOTTLENECK ? Math.toIntExact(middle.get(0)) : STEM;
    return new ResNet(block, layers, base, Math.toIntExact(head.get(0)));
  }

  private static int depth(Map<String, List<Long>> shapes, int stage) {
    int depth = 0;
    while (shapes.containsKey("layer%d.%d.conv1.weight".formatted(stage, depth))) {
      depth++;
    }
    return depth;
  }

  @Override
  public String name() {
    return "ResNet";
  }

  /** Width of the pooled features. */
  public int featureWidth() {
    return PLANES.get(3) * block.expansion;
  }

  @Override
  public ScriptModule toScript(boolean tapped) {
    ScriptModule module = new ScriptModule(name(), tapped);
    features(module);
    ScriptMethod m = module.method("forward", "pixels");
    Value features = m.toTypeOf(m.call("features", m.argument("pixels")), m.let("w[0]"));
    m.returnTensor(m.toFloat(Layers.linear(m, features, "fc", featureWidth(), classes)));
    return module;
  }

  private void features(ScriptModule module) {
    ScriptMethod m = module.method("features", "pixels");
    Value h = m.toTypeOf(m.argument("pixels"), m.let("w[0]"));
    h = Layers.conv2dNoBias(m, h, "conv1", 3, STEM, 7, 2, 3);
    h = m.relu(Layers.batchNorm(m, h, "bn1", STEM));
    h = m.let("torch.max_pool2d(%s, [3, 3], [2, 2], [1, 1], [1, 1], False)", h);
    m.tap("maxpool", h);
    int in = STEM;
    for (int stage = 0; stage < layers.size(); stage++) {
      for (int i = 0; i < layers.get(stage); i++) {
        String key = "layer" + (stage + 1) + "." + i;
        int stride = stage > 0 && i == 0 ? 2 : 1;
        h = residual(m, key, h, in, PLANES.get(stage), stride);
        in = PLANES.get(stage) * block.expansion;
      }
      m.tap("layer" + (stage + 1), h);
    }
    // mean over height and width: (B, C, H, W) -> (B, C)
    m.returnTensor(m.toFloat(m.let("torch.mean(%s, [2, 3], False, dtype=None)", h)));
  }

  private Value residual(ScriptMethod m, String key, Value x, int in, int planes, int stride) {
    int out = planes * block.expansion;
    Value h =
        switch (block) {
          case BASIC -> basic(m, key, x, in, planes, stride);
          case BOTTLENECK -> bottleneck(m, key, x, in, planes, stride);
        };
    Value shortcut = x;
    if (stride != 1 || in != out) {
      shortcut = Layers.conv2dNoBias(m, x, key + ".downsample.0", in, out, 1, stride, 0);
      shortcut = Layers.batchNorm(m, shortcut, key + ".downsample.1", out);
    }
    return m.relu(m.add(h, shortcut));
  }

  private Value basic(ScriptMethod m, String key, Value x, int in, int planes, int stride) {
    Value h = Layers.conv2dNoBias(m, x, key + ".conv1", in, planes, 3, stride, 1);
    h = m.relu(Layers.batchNorm(m, h, key + ".bn1", planes));
    h = Layers.conv2dNoBias(m, h, key + ".conv2", planes, planes, 3, 1, 1);
    return Layers.batchNorm(m, h, key + ".bn2", planes);
  }

  private Value bottleneck(ScriptMethod m, String key, Value x, int in, int planes, int stride) {
    int width = planes * base / 64;
    int out = planes * block.expansion;
    Value h = Layers.conv2dNoBias(m, x, key + ".conv1", in, width, 1, 1, 0);
    h = m.relu(Layers.batchNorm(m, h, key + ".bn1", width));
    h = Layers.conv2dNoBias(m, h, key + ".conv2", width, width, 3, stride, 1);
    h = m.relu(Layers.batchNorm(m, h, key + ".bn2", width));
    h = Layers.conv2dNoBias(m, h, key + ".conv3", width, out, 1, 1, 0);
    return Layers.batchNorm(m, h, key + ".bn3", out);
  }
}
