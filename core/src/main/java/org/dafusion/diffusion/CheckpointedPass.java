package org.dafusion.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.model.UNet2DConditionModel;

/**
 * The network block by block. What goes between blocks are leaves: a block that is run again leaves
 * its gradient on them, for the block before it.
 */
final class CheckpointedPass implements PredictionPass {
  private final CompiledModel model;
  private final int levels;
  private final Gradients gradients;
  private final NDArray sample;
  private final NDArray timesteps;
  private final NDArray context;
  private final NDArray time;

  /** What {@code begin} and all down blocks returned; the last goes into the middle. */
  private final NDList skips = new NDList();

  /** Where in {@link #skips} the input of each down block stands; its results follow it. */
  private final List<Integer> downInputs = new ArrayList<>();

  /** What goes into each up block, and then into {@code finish}. */
  private final List<NDArray> upInputs = new ArrayList<>();

  private final NDArray prediction;

  CheckpointedPass(
      CompiledModel model,
      UNet2DConditionModel definition,
      Gradients gradients,
      NDArray sample,
      NDArray timesteps,
      NDArray context) {
    this.model = model;
    this.levels = definition.levels();
    this.gradients = gradients;
    this.sample = PredictionPass.leafOf(sample, model);
    this.timesteps = timesteps;
    this.context = leaf(context.stopGradient());
    time = model.call("time", timesteps).get(0);
    time.setRequiresGradient(model.trains("time_embedding."));
    NDArray first = model.call("begin", this.sample).get(0);
    first.setRequiresGradient(model.trains(""));
    skips.add(first);
    for (int level = 0; level < levels; level++) {
      NDArray input = lastSkip();
      downInputs.add(skips.size() - 1);
      model.call("down_" + level, input, time, this.context).forEach(s -> skips.add(leaf(s)));
    }
    upInputs.add(leaf(model.call("mid", lastSkip(), time, this.context).get(0)));
    for (int level = 0; level < levels; level++) {
      NDArray input = upInputs.get(level);
      upInputs.add(leaf(model.call("up_" + level, input, skips, time, this.context).get(0)));
    }
    prediction = model.call("finish", upInputs.get(levels)).get(0);
  }

  @Override
  public NDArray prediction() {
    return prediction;
  }

  @Override
  public NDArray backward(NDArray gradient) {
    again(new NDList(gradient), "finish", upInputs.get(levels));
    for (int level = levels - 1; level >= 0; level--) {
      NDList arrived = arrivedAt(upInputs.subList(level + 1, level + 2));
      again(arrived, "up_" + level, upInputs.get(level), skips, time, context);
    }
    again(arrivedAt(upInputs.subList(0, 1)), "mid", lastSkip(), time, context);
    int end = skips.size();
    for (int level = levels - 1; level >= 0; level--) {
      int input = downInputs.get(level);
      NDList arrived = arrivedAt(skips.subList(input + 1, end));
      again(arrived, "down_" + level, skips.get(input), time, context);
      end = input + 1;
    }
    if (model.trains("conv_in.")) {
      again(arrivedAt(skips.subList(0, 1)), "begin", sample);
    }
    if (time.hasGradient()) {
      again(arrivedAt(List.of(time)), "time", timesteps);
    }
    return Gradients.of(context);
  }

  /** Runs a segment once more and sends back through it what arrived at its results. */
  private void again(NDList arrived, String segment, Object... arguments) {
    NDList results = model.call(gradients, segment, arguments);
    // the first blocks of some networks see neither the context nor a weight that is trained
    if (results.stream().anyMatch(Gradients::isRecorded)) {
      if (results.size() == 1) {
        gradients.backward(results.get(0), arrived.get(0));
      } else {
        gradients.backward(results, arrived);
      }
    }
    results.close();
    arrived.close();
  }

  private static NDList arrivedAt(List<NDArray> leaves) {
    NDList arrived = new NDList();
    leaves.forEach(leaf -> arrived.add(Gradients.of(leaf)));
    return arrived;
  }

  private NDArray lastSkip() {
    return skips.get(skips.size() - 1);
  }

  private static NDArray leaf(NDArray array) {
    array.setRequiresGradient(true);
    return array;
  }
}
