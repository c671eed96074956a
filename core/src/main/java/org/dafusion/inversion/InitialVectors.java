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
  /** How far two roundings of a number to 16 bits may lie apart, as a share of it (bfloat16). */
  private static final float ROUNDING = 0x1p-8f;

  /** And where the number is close to zero (float16). */
  private static final float ROUNDING_AT_ZERO = 0x1p-24f;

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

  /**
   * The rows of an embedding table that some vectors are, so that no training can have moved them.
   * Numbers that were rounded to 16 bits on their way count as the same.
   *
   * @param table values of (vocabulary, width)
   * @param vectors of that width, at least one
   * @return a row for each vector; empty where one of them is none
   */
  public static List<Integer> rows(float[] table, List<float[]> vectors) {
    List<Integer> rows = new ArrayList<>();
    for (float[] vector : vectors) {
      int row = row(table, vector);
      if (row < 0) {
        return List.of();
      }
      rows.add(row);
    }
    return rows;
  }

  private static int row(float[] table, float[] vector) {
    for (int row = 0; row < table.length / vector.length; row++) {
      if (isAt(table, row * vector.length, vector)) {
        return row;
      }
    }
    return -1;
  }

  private static boolean isAt(float[] table, int from, float[] vector) {
    for (int i = 0; i < vector.length; i++) {
      float known = table[from + i];
      if (Math.abs(vector[i] - known) > Math.abs(known) * ROUNDING + ROUNDING_AT_ZERO) {
        return false;
      }
    }
    return true;
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
