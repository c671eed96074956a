package org.dafusion.augment;

import java.io.Serializable;
import java.util.Map;
import org.dafusion.data.InvalidDatasetException;
import org.dafusion.diffusion.LearnedTokens;

/**
 * Which learned token stands for a real picture in a prompt: the picture's own where it has one
 * (appendix I of the paper), else its class's.
 *
 * @param tokens all learned tokens
 * @param bySource placeholders by the id of the picture that they were learned from
 */
public record TokenChoice(LearnedTokens tokens, Map<String, String> bySource)
    implements Serializable {
  /** Nothing was learned. */
  public static final TokenChoice NONE = new TokenChoice(LearnedTokens.NONE, Map.of());

  public TokenChoice {
    bySource = Map.copyOf(bySource);
  }

  /**
   * The token for a picture.
   *
   * @param method that wants it, for the message
   * @throws InvalidDatasetException if it was not learned: the model would read its name letter by
   *     letter, and nobody would notice
   */
  public String placeholder(String method, String className, String sourceId) {
    String word = bySource.getOrDefault(sourceId, LearnedTokens.placeholder(className));
    if (!tokens.has(word)) {
      throw new InvalidDatasetException(
          "Cannot make pictures of class %s by the method %s because the token %s was not learned (learned tokens: %s): run the stage invert with the same settings first"
              .formatted(className, method, word, tokens));
    }
    return word;
  }
}
