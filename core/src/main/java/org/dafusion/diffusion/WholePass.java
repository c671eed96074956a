package org.dafusion.diffusion;

import ai.djl.ndarray.NDArray;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;

/** Everything recorded at once. */
final class WholePass implements PredictionPass {
  private final Gradients gradients;
  private final NDArray context;
  private final NDArray prediction;

  WholePass(
      CompiledModel model,
      Gradients gradients,
      NDArray sample,
      NDArray timesteps,
      NDArray context) {
    this.gradients = gradients;
    this.context = context.stopGradient();
    this.context.setRequiresGradient(true);
    NDArray leaf = PredictionPass.leafOf(sample, model);
    prediction = model.call(gradients, "forward", leaf, timesteps, this.context).get(0);
  }

  @Override
  public NDArray prediction() {
    return prediction;
  }

  @Override
  public NDArray backward(NDArray gradient) {
    gradients.backward(prediction, gradient);
    return Gradients.of(context);
  }
}
