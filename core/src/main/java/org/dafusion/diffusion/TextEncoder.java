package org.dafusion.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
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
  private final Map<Prompt, float[]> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Prompt, float[]> eldest) {
          return size() > REMEMBERED;
        }
      };

  TextEncoder(CompiledModel model, ClipTextModel definition, ClipTokenizer tokenizer) {
    this.model = model;
    this.definition = definition;
    this.tokenizer = tokenizer;
  }

  /** Its network, for those who train with it. */
  public CompiledModel model() {
    return model;
  }

  /** What the network is. */
  public ClipTextModel definition() {
    return definition;
  }

  /** How it reads texts; stays this object's. */
  public ClipTokenizer tokenizer() {
    return tokenizer;
  }

  /** (tokens, width) of what {@link #encode} returns. */
  public Shape shape() {
    return new Shape(definition.maxPositions(), definition.width());
  }

  /**
   * The last hidden state of a prompt, tokens · width values; not to be changed by the caller.
   *
   * @param tokens words of the prompt that were learned
   * @throws IllegalArgumentException if the prompt has a word like {@code <dog>} that nobody knows,
   *     or learned tokens too far behind to be kept
   */
  public float[] encode(String text, LearnedTokens tokens) {
    synchronized (known) {
      return known.computeIfAbsent(new Prompt(text, tokens), this::compute);
    }
  }

  /** Forgets the prompts it has encoded; to be called by those who change the network's weights. */
  public void forget() {
    synchronized (known) {
      known.clear();
    }
  }

  private float[] compute(Prompt prompt) {
    requireKnown(prompt);
    LearnedTokens tokens = prompt.tokens();
    Map<String, long[]> words = new HashMap<>();
    List<float[]> vectors = new ArrayList<>();
    for (String placeholder : tokens.in(prompt.text())) {
      long[] ids = new long[tokens.vectors(placeholder).size()];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = definition.vocabularySize() + (long) vectors.size();
        vectors.add(tokens.vectors(placeholder).get(i));
      }
      words.put(placeholder, ids);
    }
    long[] ids = tokenizer.encode(prompt.text(), words);
    try (NDManager scope = TorchRuntime.newManager(model.device())) {
      return model.forward(embed(scope, ids, vectors)).toFloatArray();
    }
  }

  private NDArray embed(NDManager scope, long[] ids, List<float[]> vectors) {
    NDArray input = HostMemory.longs(scope, ids, new Shape(1, ids.length));
    if (vectors.isEmpty()) {
      return model.call("embed", input).get(0);
    }
    float[] values = new float[vectors.size() * definition.width()];
    for (int i = 0; i < vectors.size(); i++) {
      if (vectors.get(i).length != definition.width()) {
        throw new IllegalArgumentException(
            "Invalid learned token: must have vectors of width %d, the text encoder's, found %d"
                .formatted(definition.width(), vectors.get(i).length));
      }
      System.arraycopy(vectors.get(i), 0, values, i * definition.width(), definition.width());
    }
    Shape shape = new Shape(vectors.size(), definition.width());
    return model.call("embed_with_learned", input, HostMemory.floats(scope, values, shape)).get(0);
  }

  /** A word that was never learned would be spelled out in pieces, and mean nothing. */
  private void requireKnown(Prompt prompt) {
    Matcher words = LearnedTokens.PLACEHOLDER.matcher(prompt.text());
    while (words.find()) {
      String word = words.group();
      if (!prompt.tokens().has(word) && !tokenizer.has(word)) {
        throw new IllegalArgumentException(
            "Invalid prompt '%s': must use tokens that were learned (%s), found %s"
                .formatted(prompt.text(), prompt.tokens(), word));
      }
    }
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }

  private record Prompt(String text, LearnedTokens tokens) {}
}
