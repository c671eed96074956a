package org.dafusion.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestByteVocabulary {
  @TempDir Path folder;

  @Test
  void commonWordsAreOneTokenEachAndAllTextCanBeWritten() throws IOException {
    int size = ByteVocabulary.write(folder.resolve("tokenizer"));

    assertThat(size).isBetween(600, 1000);
    try (ClipTokenizer tokenizer = ClipTokenizer.open(folder.resolve("tokenizer"))) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(size);
      assertThat(tokenizer.startId()).isEqualTo(size - 2);
      assertThat(tokenizer.endId()).isEqualTo(size - 1);
      assertThat(tokenizer.padId()).isEqualTo(size - 1);
      assertThat(tokenizer.tokenId("!")).isZero();
      assertThat(tokenizer.tokenId("a</w>")).isEqualTo(320);
      assertThat(tokenizer.tokenId("\u0143</w>")).isEqualTo(511);
      assertThat(tokenizer.length("A photo of a red circle, a dog and a bicycle")).isEqualTo(14);
      assertThat(tokenizer.encode("\u65e5 qq"))
          .startsWith(
              tokenizer.startId(),
              tokenizer.tokenId("\u00e6"),
              tokenizer.tokenId("\u0139"),
              tokenizer.tokenId("\u00a5</w>"),
              tokenizer.tokenId("q"),
              tokenizer.tokenId("q</w>"),
              tokenizer.endId());
    }
  }

  @Test
  void writingTwiceGivesTheSameFiles() throws IOException {
    ByteVocabulary.write(folder.resolve("a"));
    ByteVocabulary.write(folder.resolve("b"));

    for (String name :
        new String[] {
          "vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json"
        }) {
      assertThat(folder.resolve("a").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("b").resolve(name));
    }
  }
}
