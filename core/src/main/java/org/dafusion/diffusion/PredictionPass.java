package org.dafusion.diffusion;

import ai.djl.ndarray.NDArray;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.model.UNet2DConditionModel;

/**
 * One forward pass of the noise predictor that a gradient can be sent back through, once. All of it
 * happens on the thread of one recording, and what it makes belongs to the manager of the sample.
 */
public interface PredictionPass {
  /** What the network predicts, (batch, channels, height, width) in 32-bit floating point. */
  NDArray prediction();

  /**
   * Sends a gradient back. It also adds to the gradients of the network's weights, where they
   * require one.
   *
   * @param gradient of the loss towards {@link #prediction}, of its shape
   * @return the gradient towards the context, of its shape
   */
  NDArray backward(NDArray gradient);

  /**
   * The sample as the network is given it. It requires a gradient, which nobody asks for, where any
   * weight does: the engine ends the process (libtorch 2.7.1 on a CPU) where a convolution has a
   * gradient to give to its kernel and none to its input.
   */
  static NDArray leafOf(NDArray sample, CompiledModel model) {
    NDArray leaf = sample.stopGradient();
    leaf.setRequiresGradient(model.trains(""));
    return leaf;
  }

  /** How to keep what the backward pass needs. */
  enum Kind {
    /** The whole network is recorded, with all its activations. */
    WHOLE {
      @Override
      public PredictionPass forward(
          NoisePredictor predictor,
          Gradients gradients,
          NDArray sample,
          NDArray timesteps,
          NDArray context) {
        return new WholePass(predictor.model(), gradients, sample, timesteps, context);
      }
    },

    /**
     * Gradient checkpointing by network segment: only what goes from block to block is kept. The
     * backward pass runs one block at a time again, recorded, and gives it the gradient that came
     * from behind; it holds the activations of one block and costs one more forward pass.
     */
    CHECKPOINTED {
      @Override
      public PredictionPass forward(
          NoisePredictor predictor,
          Gradients gradients,
          NDArray sample,
          NDArray timesteps,
          NDArray context) {
        CompiledModel model = predictor.model();
        UNet2DConditionModel definition = predictor.definition();
        return new CheckpointedPass(model, definition, gradients, sample, timesteps, context);
      }
    };

    /**
     * Predicts.
     *
     * @param gradients the open recording of this thread
     * @param sample (batch, channels, height, width)
     * @param timesteps (batch)
     * @param context (batch, tokens, width); how it was computed is not looked at
     */
    public abstract PredictionPass forward(
        NoisePredictor predictor,
        Gradients gradients,
        NDArray sample,
        NDArray timesteps,
        NDArray context);
  }
}
