package org.dafusion.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids worked out by hand from the small vocabulary, as its README says. */
class TestClipTokenizer {
  private static final int START = 521;
  private static final int END = 522;

  @TempDir Path folder;
  private ClipTokenizer tokenizer;

  @BeforeEach
  void open() throws IOException, URISyntaxException {
    Path small = Path.of(getClass().getResource("/huggingface/tokenizer").toURI());
    for (String name : List.of("vocab.json", "merges.txt")) {
      Files.copy(small.resolve(name), folder.resolve(name));
    }
    tokenizer = ClipTokenizer.open(folder);
  }

  @AfterEach
  void close() {
    tokenizer.close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a photo,320 517",
        "  A \t Photo ,320 517",
        "dogs,512 70 338",
        "dog's,513 518",
        "cat dog,520 513",
        "cat!!,520 0 256",
        "of,78 325",
        "42,275 273",
        "\u00e9,127 358",
        "E\u0301,127 358",
        "a\u00a0dog,320 513",
        "don't,512 333 6 339"
      })
  void textHasItsIds(String text, String ids) {
    long[] expected = Arrays.stream(ids.split(" ")).mapToLong(Long::parseLong).toArray();
    assertThat(tokenizer.encode(text)).isEqualTo(padded(END, expected));
    assertThat(tokenizer.length(text)).isEqualTo(expected.length + 2);
  }

  @Test
  void emptyTextIsStartAndEnd() {
    assertThat(tokenizer.encode("")).isEqualTo(padded(END));
    assertThat(tokenizer.length(" \n")).isEqualTo(2);
  }

  @Test
  void longTextKeepsItsEnd() {
    String text = "dog ".repeat(75);
    assertThat(tokenizer.length(text)).isEqualTo(77);
    assertThat(tokenizer.encode(text)).hasSize(77).startsWith(START, 513).endsWith(513, END);

    String longer = text + "cat";
    assertThat(tokenizer.length(longer)).isEqualTo(78);
    assertThat(tokenizer.encode(longer)).isEqualTo(tokenizer.encode(text));
  }

  @Test
  void brokenUnicodeIsReplacedAndNotRefused() {
    assertThat(tokenizer.encode("dog \ud83d cat")).hasSize(77).startsWith(START, 513).contains(520);
    assertThat(tokenizer.encode("dog\u0000cat")).hasSize(77).startsWith(START);
  }

  @Test
  void idsOfTokensAreKnown() {
    assertThat(tokenizer.tokenId("photo</w>")).isEqualTo(517);
    assertThat(tokenizer.startId()).isEqualTo(START);
    assertThat(tokenizer.endId()).isEqualTo(END);
    assertThat(tokenizer.padId()).isEqualTo(END);
    assertThat(tokenizer.vocabularySize()).isEqualTo(523);
    assertThat(tokenizer.maxLength()).isEqualTo(77);
    assertThatThrownBy(() -> tokenizer.tokenId("horse</w>"))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage(
            "Cannot find the token horse</w> because the tokenizer " + folder + " lacks it");
  }

  @Test
  void placeholdersFollowTheVocabulary() {
    try (ClipTokenizer added = tokenizer.withPlaceholders(List.of("<dog>", "<Tv/Monitor>"))) {
      assertThat(added.tokenId("<dog>")).isEqualTo(523);
      assertThat(added.tokenId("<Tv/Monitor>")).isEqualTo(524);
      assertThat(added.vocabularySize()).isEqualTo(525);
      assertThat(added.placeholders()).containsExactly("<dog>", "<Tv/Monitor>");
      assertThat(added.encode("a<dog>photo <Tv/Monitor> <DOG>"))
          .isEqualTo(padded(END, 320, 523, 517, 524, 283, 513, 285));
      try (ClipTokenizer more = added.withPlaceholders(List.of("<cat>"))) {
        assertThat(more.encode("<cat> <dog>")).isEqualTo(padded(END, 525, 523));
      }
    }
    assertThat(tokenizer.encode("<dog>")).isEqualTo(padded(END, 283, 513, 285));
  }

  @ParameterizedTest
  @ValueSource(strings = {"photo</w>", "do", "<|endoftext|>", "<old>"})
  void placeholderThatIsKnownAlreadyIsRefused(String token) {
    try (ClipTokenizer old = tokenizer.withPlaceholders(List.of("<old>"))) {
      assertThatThrownBy(() -> old.withPlaceholders(List.of("<new>", token)))
          .isInstanceOf(ModelArtefactException.class)
          .hasMessage(
              "Cannot add the placeholder "
                  + token
                  + " because the tokenizer "
                  + folder
                  + " has it already");
    }
  }

  @Test
  void placeholderThatComesTwiceOrIsBlankIsRefused() {
    assertThatThrownBy(() -> tokenizer.withPlaceholders(List.of("<new>", "<new>")))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageContaining("Cannot add the placeholder <new> because");
    assertThatThrownBy(() -> tokenizer.withPlaceholders(List.of(" ")))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessage("Cannot add a placeholder because it is blank");
  }

  @Test
  void specialTokensMapSaysWhatPads() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"pad_token\": \"<|endoftext|>\", \"model_max_length\": 1e30}");
    Files.writeString(
        folder.resolve("special_tokens_map.json"),
        "{\"pad_token\": {\"content\": \"!\"}, \"bos_token\": \"<|startoftext|>\"}");

    try (ClipTokenizer paddedByMark = ClipTokenizer.open(folder)) {
      assertThat(paddedByMark.padId()).isZero();
      assertThat(paddedByMark.encode("dog")).isEqualTo(padded(0, 513));
    }
  }

  @Test
  void maxLengthIsRead() throws IOException {
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": 4}");

    try (ClipTokenizer shorter = ClipTokenizer.open(folder)) {
      assertThat(shorter.encode("dog cat photo")).containsExactly(START, 513, 520, END);
    }
  }

  @Test
  void addedTokensOfTheFolderAreKnown() throws IOException {
    Files.writeString(
        folder.resolve("added_tokens.json"),
        "{\"<b>\": 524, \"<a>\": 523, \"<|endoftext|>\": 522}");

    try (ClipTokenizer saved = ClipTokenizer.open(folder)) {
      assertThat(saved.placeholders()).containsExactly("<a>", "<b>");
      assertThat(saved.encode("<b> <a>")).isEqualTo(padded(END, 524, 523));
    }

    Files.writeString(folder.resolve("added_tokens.json"), "{\"<b>\": 524}");
    assertRefused("added_tokens.json", "it has no token for id 523, but ids above it");
  }

  @Test
  void brokenFilesAreRefused() throws IOException {
    String vocabulary = Files.readString(folder.resolve("vocab.json"));
    String merges = Files.readString(folder.resolve("merges.txt"));

    Files.writeString(folder.resolve("merges.txt"), merges + "three to kens\n");
    assertRefused("merges.txt", "a merge must be two tokens, found \"three to kens\"");
    Files.writeString(folder.resolve("merges.txt"), merges + "q z\n");
    assertRefused("", "Token `qz` out of vocabulary");
    Files.delete(folder.resolve("merges.txt"));
    assertRefused("merges.txt", "there is no such file");

    Files.writeString(folder.resolve("merges.txt"), merges);
    Files.writeString(folder.resolve("vocab.json"), vocabulary.replace(": 522", ": 521"));
    assertRefused("vocab.json", "the id 521 is below 0 or comes twice");
    Files.writeString(folder.resolve("vocab.json"), vocabulary.replace(": 522", ": 600"));
    assertRefused("vocab.json", "it has no token for id 522, but ids above it");
    Files.writeString(folder.resolve("vocab.json"), vocabulary.replace("<|endof", "<|endOf"));
    assertRefused("", "the token <|endoftext|> is not in vocab.json");
    Files.writeString(folder.resolve("vocab.json"), "3");
    assertRefused("vocab.json", "JsonSyntaxException");
    Files.delete(folder.resolve("vocab.json"));
    assertRefused("vocab.json", "there is no such file");

    Files.writeString(folder.resolve("vocab.json"), vocabulary);
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": 1}");
    assertRefused("", "model_max_length must have room for start and end, found 1");
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": \"x\"}");
    assertRefused("", "model_max_length");
  }

  private void assertRefused(String file, String reason) {
    assertThatThrownBy(() -> ClipTokenizer.open(folder))
        .isInstanceOf(ModelArtefactException.class)
        .hasMessageStartingWith("Cannot read the tokenizer " + folder.resolve(file) + " because ")
        .hasMessageContaining(reason);
  }

  private static long[] padded(int pad, long... words) {
    return LongStream.concat(
            LongStream.concat(
                LongStream.of(START), LongStream.concat(LongStream.of(words), LongStream.of(END))),
            LongStream.generate(() -> pad))
        .limit(77)
        .toArray();
  }
}
