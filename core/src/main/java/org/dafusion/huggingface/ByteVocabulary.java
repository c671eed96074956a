package org.dafusion.huggingface;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A small vocabulary of the project's own, for tiny models that are made on the spot: any text can
 * be written with it, and the common words of prompts are one token each. It is what {@link
 * VocabularyTrainer} learns from the list of words.
 */
public final class ByteVocabulary {
  private static final String WORDS =
      "a an the of in on and with at one two three many no "
          + "photo picture image painting drawing sketch close up cropped blurry bright dark "
          + "good bad clean dirty small large big little old new "
          + "red green blue yellow orange purple brown black white grey pink "
          + "circle square triangle star ring cross stripes dots shape background "
          + "dog cat bird horse sheep cow bear fish flower tree leaf plant "
          + "person people man woman child face hand "
          + "car bus train truck bicycle boat aeroplane bottle chair table sofa monitor "
          + "shirt trouser dress coat sandal sneaker bag boot pullover hat shoe clothing "
          + "house street road sky water mountain beach garden room kitchen";

  private ByteVocabulary() {}

  /**
   * Writes the files of a tokenizer; see {@link VocabularyTrainer#write}.
   *
   * @param tokenizerFolder made if it is not there
   * @return how many tokens the vocabulary has
   */
  public static int write(Path tokenizerFolder) throws IOException {
    return new VocabularyTrainer(1, Integer.MAX_VALUE)
        .add(WORDS, 1)
        .write(tokenizerFolder, TokenizerFiles.CONTEXT_LENGTH);
  }
}
