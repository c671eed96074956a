package org.dafusion.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ClipTokenizer;
import org.dafusion.model.ClipTextModel;

/**
 * Prompts to the embeddings that condition the noise predictor. A prompt is encoded once and then
 * remembered, the last {@value #REMEMBERED} of them.
 */
public final class TextEncoder implements AutoCloseable {
  private static final int REMEMBERED = 512;

  private final CompiledModel model;
  private final ClipTextModel definition;
  private final ClipTokenizer tokenizer;
  private final Map<String, float[]> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
          return size() > REMEMBERED;
        }
      };

  TextEncoder(CompiledModel model, ClipTextModel definition, ClipTokenizer tokenizer) {
    this.model = model;
    this.definition = definition;
    this.tokenizer = tokenizer;
  }

  /** (tokens, width) of what {@link #encode} returns. */
  Shape shape() {
    return new Shape(definition.maxPositions(), definition.width());
  }

  /** The last hidden state of a prompt, tokens · width values; not to be changed by the caller. */
  float[] encode(String prompt) {
    synchronized (known) {
      return known.computeIfAbsent(prompt, this::compute);
    }
  }

  private float[] compute(String prompt) {
    long[] ids = tokenizer.encode(prompt);
    try (NDManager scope = TorchRuntime.newManager(model.device())) {
      NDArray tokens =
          model.call("embed", HostMemory.longs(scope, ids, new Shape(1, ids.length))).get(0);
      return model.forward(tokens).toFloatArray();
    }
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
