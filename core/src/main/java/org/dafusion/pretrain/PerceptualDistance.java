package org.dafusion.pretrain;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.nio.file.Path;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.ModelCompiler;
import org.dafusion.engine.Precision;
import org.dafusion.huggingface.Weights;
import org.dafusion.model.ResNet;
import org.dafusion.transform.Normalisation;

/**
 * How different two pictures look to a classifier's network: d(x, x₀) = Σ_l E_hw ‖ŷ_l − ŷ₀_l‖²,
 * where ŷ_l are what stage l of the network gives, at each place scaled to unit length over the
 * channels (Zhang et al. 2018, <a href="https://arxiv.org/abs/1801.03924">The Unreasonable
 * Effectiveness of Deep Features as a Perceptual Metric</a>, equation 1, with all channels weighted
 * by one). Unlike an error of samples it minds the texture that is missing more than where exactly
 * each blade of grass lies.
 *
 * <p>The network is a ResNet with torchvision's keys and stays as it is. Any number of threads may
 * use this.
 */
final class PerceptualDistance implements AutoCloseable {
  /** Keeps places at which all channels are zero from having a slope without end. */
  private static final float LEAST_SQUARE = 1e-6f;

  private final CompiledModel network;
  private final Normalisation normalisation;

  private PerceptualDistance(CompiledModel network, Normalisation normalisation) {
    this.network = network;
    this.normalisation = normalisation;
  }

  /**
   * Loads the network.
   *
   * @param file safetensors; where its metadata does not tell a normalisation, it is ImageNet's, as
   *     of torchvision's weights
   * @throws org.dafusion.huggingface.ModelArtefactException if there is no ResNet in it
   */
  static PerceptualDistance of(Path file, Device device) {
    try (Weights weights = Weights.open(file)) {
      ResNet definition = ResNet.from(weights.shapes(), weights.describe());
      String normalisation =
          weights
              .metadata()
              .getOrDefault(BackboneTraining.NORMALISATION, Normalisation.IMAGENET.label());
      return new PerceptualDistance(
          new ModelCompiler(device, Precision.FP32).compile(definition, weights),
          Normalisation.parse(normalisation));
    }
  }

  /**
   * The mean distance of pairs of pictures, recorded for a backward pass to the second ones.
   *
   * @param originals (batch, 3, height, width), -1 for black to 1 for white
   * @param made likewise
   * @return a scalar
   */
  NDArray between(Gradients gradients, NDArray originals, NDArray made) {
    NDList expected = network.call(ResNet.EACH_STAGE, normalised(gradients, originals));
    NDList found = network.call(gradients, ResNet.EACH_STAGE, normalised(gradients, made));
    NDArray sum = null;
    for (int stage = 0; stage < found.size(); stage++) {
      NDArray difference = unit(found.get(stage)).sub(unit(expected.get(stage)));
      // (batch, channels, rows, columns): the sum over channels, the mean over all else
      NDArray own = difference.square().sum(new int[] {1}).mean();
      sum = sum == null ? own : sum.add(own);
    }
    return sum;
  }

  private NDArray normalised(Gradients gradients, NDArray pictures) {
    return normalisation.of(gradients.times(pictures, 0.5).add(0.5f));
  }

  /** Scaled to unit length over the channels. */
  private static NDArray unit(NDArray stage) {
    NDArray squares = stage.square().sum(new int[] {1}, true);
    return stage.div(squares.add(LEAST_SQUARE).sqrt());
  }

  @Override
  public void close() {
    network.close();
  }
}
