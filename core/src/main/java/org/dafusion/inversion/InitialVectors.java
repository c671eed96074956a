package org.dafusion.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dafusion.config.InvalidSettingsException;
import org.dafusion.config.Problem;
import org.dafusion.diffusion.LearnedTokens;
import org.dafusion.diffusion.TextEncoder;
import org.dafusion.engine.CompiledModel;
import org.dafusion.engine.HostMemory;
import org.dafusion.engine.TorchRuntime;
import org.dafusion.huggingface.ClipTokenizer;

/** What the vectors of a concept are before training: embeddings of words that the model knows. */
public final class InitialVectors {
  private InitialVectors() {}

  /**
   * The initial vectors of a class, by the recipe's word and rule for sub-words.
   *
   * @throws InvalidSettingsException if the tokenizer knows no such word
   */
  public static List<float[]> of(TextEncoder encoder, InversionRecipe recipe, String className) {
    long[] ids = ids(encoder.tokenizer(), recipe, className);
    return Subwords.parse(recipe.subwords()).vectors(embeddings(encoder, ids), recipe.vectors());
  }

  /**
   * Checks the initial word of a class without a model.
   *
   * @throws InvalidSettingsException if the tokenizer knows no such word
   */
  public static void verify(ClipTokenizer tokenizer, InversionRecipe recipe, String className) {
    ids(tokenizer, recipe, className);
  }

  /**
   * Checks that a placeholder is free to be taught a meaning.
   *
   * @throws InvalidSettingsException if the tokenizer has it already
   */
  public static void requireNew(ClipTokenizer tokenizer, String placeholder) {
    if (tokenizer.has(placeholder)) {
      throw new InvalidSettingsException(
          List.of(
              new Problem(
                  "",
                  "Cannot learn the token "
                      + placeholder
                      + " because the model's vocabulary has it already",
                  "")));
    }
  }

  private static long[] ids(ClipTokenizer tokenizer, InversionRecipe recipe, String className) {
    String word = recipe.initialWord(className);
    long[] ids = tokenizer.wordIds(word);
    boolean framing =
        Arrays.stream(ids).anyMatch(id -> id == tokenizer.startId() || id == tokenizer.endId());
    // a token that was never learned would be spelled out in pieces, and mean nothing
    boolean token = LearnedTokens.PLACEHOLDER.matcher(word).find() && !tokenizer.has(word);
    if (ids.length == 0 || framing || token) {
      throw new InvalidSettingsException(
          List.of(
              new Problem(
                  "invert.recipes." + recipe.name() + ".initial",
                  "must be a word that the model's vocabulary can spell, found '" + word + "'",
                  "")));
    }
    return ids;
  }

  private static List<float[]> embeddings(TextEncoder encoder, long[] ids) {
    CompiledModel model = encoder.model();
    int width = encoder.definition().width();
    List<float[]> embeddings = new ArrayList<>();
    try (NDManager scope = TorchRuntime.newManager(model.device())) {
      NDArray input = HostMemory.longs(scope, ids, new Shape(1, ids.length));
      float[] all = model.call("embed", input).get(0).toFloatArray();
      for (int i = 0; i < ids.length; i++) {
        embeddings.add(Arrays.copyOfRange(all, i * width, (i + 1) * width));
      }
    }
    return embeddings;
  }
}
