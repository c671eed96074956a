package org.dafusion.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dafusion.random.UniformDraws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestVocabularyTrainer {
  private static final List<String> FILES =
      List.of("vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json");

  @TempDir Path folder;

  /** The words of Sennrich et al. 2016, section 3.2, with CLIP's mark on the last letter. */
  @Test
  void mergesAreThoseWorkedOutByHand() throws IOException {
    new VocabularyTrainer(1, 1000)
        .add("low", 5)
        .add("lower", 2)
        .add("newest", 6)
        .add("widest", 3)
        .write(folder, 77);

    assertThat(Files.readAllLines(folder.resolve("merges.txt")))
        .containsExactly(
            "#version: 0.2",
            "e s",
            "es t</w>",
            "l o",
            "e w",
            "ew est</w>",
            "n ewest</w>",
            "lo w</w>",
            "d est</w>",
            "i dest</w>",
            "w idest</w>",
            "e r</w>",
            "lo w",
            "low er</w>");
  }

  @Test
  void wordsThatOccurAreOneTokenAndOthersArePieces() throws IOException {
    VocabularyTrainer trainer = new VocabularyTrainer(2, 5000);
    trainer.add("Dry grass, and green shrubs; it's on the Écran", 1);
    trainer.add("dry grass and green shrubs on the écran it's a rare7", 1);
    int size = trainer.write(folder, 16);

    try (ClipTokenizer tokenizer = ClipTokenizer.open(folder)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(size);
      assertThat(tokenizer.startId()).isEqualTo(size - 2);
      assertThat(tokenizer.endId()).isEqualTo(size - 1);
      assertThat(tokenizer.maxLength()).isEqualTo(16);
      for (String word : List.of("dry", "grass", "shrubs", "the", "écran", "GREEN", "it")) {
        assertThat(tokenizer.wordIds(word)).as(word).hasSize(1);
      }
      assertThat(tokenizer.has("'s</w>")).isTrue();
      assertThat(tokenizer.wordIds("grasses")).hasSizeGreaterThan(1);
      assertThat(tokenizer.has("rare</w>")).isFalse();
      assertThat(tokenizer.wordIds("日 €☃")).hasSizeGreaterThan(3).doesNotContain(tokenizer.endId());
    }
  }

  /** Byte-pair encoding can merge a symbol again that an older pair was made of. */
  @Test
  void everyWordOfManyIsOneTokenWhateverTheyAre() throws IOException {
    UniformDraws random = new UniformDraws(3);
    VocabularyTrainer trainer = new VocabularyTrainer(1, 100_000);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      StringBuilder word = new StringBuilder();
      for (int length = 1 + random.below(9); length > 0; length--) {
        word.append((char) ('a' + random.below(3)));
      }
      words.add(word.toString());
      trainer.add(word.toString(), 1 + random.below(4));
    }
    trainer.write(folder, 77);

    try (ClipTokenizer tokenizer = ClipTokenizer.open(folder)) {
      for (String word : words) {
        assertThat(tokenizer.wordIds(word)).containsExactly(tokenizer.tokenId(word + "</w>"));
      }
    }
  }

  @Test
  void theOrderOfTextsChangesNothing() throws IOException {
    new VocabularyTrainer(1, 600).add("grass and rocks", 2).add("a rock", 1).write(at("a"), 77);
    new VocabularyTrainer(1, 600)
        .add("a rock", 1)
        .add("rocks grass and", 1)
        .add("grass and rocks", 1)
        .write(at("b"), 77);

    for (String name : FILES) {
      assertThat(at("a").resolve(name)).hasSameBinaryContentAs(at("b").resolve(name));
    }
  }

  @Test
  void noMoreTokensAreMadeThanThereIsRoomFor() throws IOException {
    int size = new VocabularyTrainer(1, 520).add("grass and rocks and shrubs", 1).write(folder, 77);

    assertThat(size).isEqualTo(520);
    try (ClipTokenizer tokenizer = ClipTokenizer.open(folder)) {
      assertThat(tokenizer.wordIds("and rocks")).hasSizeGreaterThan(2);
    }
    assertThatThrownBy(() -> new VocabularyTrainer(1, 513))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid vocabulary: must have a least count of 1 or more and room for 514 tokens or more, found 1 and 513");
  }

  private Path at(String name) {
    return folder.resolve(name);
  }
}
