package org.dafusion.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.dafusion.diffusion.LatentSize;
import org.dafusion.diffusion.PredictionPass;
import org.dafusion.diffusion.StableDiffusion;
import org.dafusion.engine.BatchHalves;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.Gradients;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.TorchRuntime;

/**
 * Text encoder and UNet over a batch of rows. A caption that several rows of a call have is encoded
 * once.
 */
final class DiffusionPass {
  private final StableDiffusion model;
  private final LatentSize size;
  private final Map<String, long[]> ids = new HashMap<>();

  /**
   * @param size of a row's latents
   */
  DiffusionPass(StableDiffusion model, LatentSize size) {
    this.model = model;
    this.size = size;
  }

  /** The mean squared error of all predictions; nothing is recorded. */
  double loss(List<NoisyRow> rows) {
    CompiledModel text = model.textEncoder().model();
    try (NDManager scope = TorchRuntime.newManager(text.device())) {
      Captions captions = new Captions(scope, rows);
      NDArray context = captions.toRows(text.forward(text.call("embed", captions.ids).get(0)));
      CompiledModel unet = model.noisePredictor().model();
      NDArray prediction = unet.forward(noisy(scope, rows), timesteps(scope, rows), context);
      return prediction.sub(targets(scope, rows)).square().mean().getFloat();
    }
  }

  /**
   * Adds the gradients of the mean squared error to all weights that require one.
   *
   * @return the error
   */
  double addGradients(List<NoisyRow> rows) {
    CompiledModel unet = model.noisePredictor().model();
    rows.forEach(row -> ids(row.caption())); // the halves only read what is known
    return BatchHalves.map(unet.device(), rows, half -> addGradients(half, rows.size())).stream()
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  /** Those of some of the rows of a batch, with their share. */
  private double addGradients(List<NoisyRow> rows, int batch) {
    CompiledModel text = model.textEncoder().model();
    boolean trainsText = text.trains("");
    try (NDManager scope = TorchRuntime.newManager(text.device());
        Gradients gradients = Gradients.record()) {
      Captions captions = new Captions(scope, rows);
      NDArray embeddings = text.call(gradients, "embed", captions.ids).get(0);
      NDArray states = text.call(gradients, "forward", embeddings).get(0);
      PredictionPass pass =
          PredictionPass.Kind.WHOLE.forward(
              model.noisePredictor(),
              gradients,
              noisy(scope, rows),
              timesteps(scope, rows),
              captions.toRows(states.stopGradient()));
      NDArray error = pass.prediction().stopGradient().sub(targets(scope, rows));
      double share = (double) rows.size() / batch;
      double loss = share * error.square().mean().getFloat();
      NDArray towardsRows = pass.backward(error.mul((float) (2 * share / error.size())));
      if (trainsText) {
        gradients.backward(states, captions.toCaptions(towardsRows));
      }
      return loss;
    }
  }

  private NDArray noisy(NDManager scope, List<NoisyRow> rows) {
    return latents(scope, rows.stream().map(NoisyRow::noisy).toList());
  }

  private NDArray targets(NDManager scope, List<NoisyRow> rows) {
    return latents(scope, rows.stream().map(NoisyRow::target).toList());
  }

  private NDArray latents(NDManager scope, List<float[]> rows) {
    float[] all = new float[rows.size() * size.count()];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, all, i * size.count(), size.count());
    }
    return HostMemory.floats(scope, all, size.batch(rows.size()));
  }

  private static NDArray timesteps(NDManager scope, List<NoisyRow> rows) {
    float[] all = new float[rows.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = rows.get(i).timestep();
    }
    return HostMemory.floats(scope, all, new Shape(all.length));
  }

  private long[] ids(String caption) {
    return ids.computeIfAbsent(caption, model.textEncoder().tokenizer()::encode);
  }

  /** The different captions of some rows, and which row has which. */
  private final class Captions {
    /** (captions, tokens). */
    private final NDArray ids;

    /** (rows, captions): a one where the row has the caption, zeros elsewhere. */
    private final NDArray choice;

    Captions(NDManager scope, List<NoisyRow> rows) {
      List<String> different =
          List.copyOf(new LinkedHashSet<>(rows.stream().map(NoisyRow::caption).toList()));
      int tokens = model.textEncoder().tokenizer().maxLength();
      long[] all = new long[different.size() * tokens];
      for (int i = 0; i < different.size(); i++) {
        System.arraycopy(ids(different.get(i)), 0, all, i * tokens, tokens);
      }
      ids = HostMemory.longs(scope, all, new Shape(different.size(), tokens));
      float[] ones = new float[rows.size() * different.size()];
      for (int i = 0; i < rows.size(); i++) {
        ones[i * different.size() + different.indexOf(rows.get(i).caption())] = 1;
      }
      choice = HostMemory.floats(scope, ones, new Shape(rows.size(), different.size()));
    }

    /** (captions, tokens, width) to (rows, tokens, width); products with one and zero are exact. */
    NDArray toRows(NDArray states) {
      return product(choice, states);
    }

    /** The way back: sums over the rows that share a caption. */
    NDArray toCaptions(NDArray gradient) {
      return product(choice.transpose(), gradient);
    }

    private NDArray product(NDArray left, NDArray states) {
      long first = states.getShape().get(0);
      Shape shape = new Shape(left.getShape().get(0)).addAll(states.getShape().slice(1));
      return left.matMul(states.reshape(first, -1)).reshape(shape);
    }
  }
}
