package org.dafusion.huggingface;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Learns the vocabulary of a CLIP tokenizer from texts, and writes its files.
 *
 * <p>Built as CLIP's is: the 256 bytes, the same at the end of a word, one token per merge, start
 * and end; so any text can be written with it. The merges are those of byte-pair encoding (Sennrich
 * et al. 2016, algorithm 1), most frequent first and by the letters where two are equally frequent,
 * until every word that counts is one token. The same texts give the same bytes, in whatever order
 * they come.
 */
public final class VocabularyTrainer {
  /** What CLIP takes for a word; see {@link TokenizerJson}. */
  private static final Pattern WORD =
      Pattern.compile("'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+");

  /** 256 bytes, each within a word and at its end, and the two special tokens. */
  private static final int SMALLEST = 2 * 256 + 2;

  private final int leastCount;
  private final int largest;
  private final Map<String, Integer> counts = new TreeMap<>();

  /**
   * A trainer that has seen nothing yet.
   *
   * @param leastCount how often a word must occur to count, at least 1; rarer ones are written with
   *     pieces of the others
   * @param largest tokens that the vocabulary may have, at least 514; merging ends there
   */
  public VocabularyTrainer(int leastCount, int largest) {
    if (leastCount < 1 || largest < SMALLEST) {
      throw new IllegalArgumentException(
          "Invalid vocabulary: must have a least count of 1 or more and room for %d tokens or more, found %d and %d"
              .formatted(SMALLEST, leastCount, largest));
    }
    this.leastCount = leastCount;
    this.largest = largest;
  }

  /** Learns from a text as if it had occurred so often. */
  public VocabularyTrainer add(String text, int times) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    WORD.matcher(plain).results().forEach(word -> counts.merge(word.group(), times, Integer::sum));
    return this;
  }

  /**
   * Writes the files of a tokenizer, which {@link ClipTokenizer#open} and transformers' {@code
   * CLIPTokenizer} read. The start token has the last id but one, the end token the last.
   *
   * @param tokenizerFolder made if it is not there
   * @param maxLength ids of a text, with start and end, at least 2
   * @return how many tokens the vocabulary has
   */
  public int write(Path tokenizerFolder, int maxLength) throws IOException {
    List<BytePair> merges = merges();
    Map<String, Integer> vocabulary = vocabulary(merges);
    Files.createDirectories(tokenizerFolder);
    writeJson(tokenizerFolder.resolve(TokenizerFiles.VOCABULARY), vocabulary);
    List<String> lines = new ArrayList<>(List.of(TokenizerFiles.MERGES_VERSION + ": 0.2"));
    merges.forEach(pair -> lines.add(pair.left() + " " + pair.right()));
    Files.writeString(
        tokenizerFolder.resolve(TokenizerFiles.MERGES), String.join("\n", lines) + "\n");
    writeJson(tokenizerFolder.resolve(TokenizerFiles.SPECIAL_TOKENS), specialTokens());
    Map<String, Object> config = new LinkedHashMap<>(specialTokens());
    config.put("model_max_length", maxLength);
    config.put("do_lower_case", true);
    config.put("tokenizer_class", "CLIPTokenizer");
    writeJson(tokenizerFolder.resolve(TokenizerFiles.CONFIG), config);
    return vocabulary.size();
  }

  private List<BytePair> merges() {
    List<String> symbols = byteSymbols();
    BytePairMerges merges = new BytePairMerges();
    counts.forEach(
        (word, count) -> {
          if (count >= leastCount) {
            merges.add(spelled(word, symbols), count);
          }
        });
    return merges.learn(largest - SMALLEST);
  }

  /** A word as the symbols of its bytes, the last marked as the end. */
  private static List<String> spelled(String word, List<String> symbolsByByte) {
    List<String> spelled = new ArrayList<>();
    for (byte value : word.getBytes(StandardCharsets.UTF_8)) {
      spelled.add(symbolsByByte.get(Byte.toUnsignedInt(value)));
    }
    int last = spelled.size() - 1;
    spelled.set(last, spelled.get(last) + BytePair.END_OF_WORD);
    return spelled;
  }

  private static Map<String, Integer> vocabulary(List<BytePair> merges) {
    // first the bytes that are their own characters, as in CLIP's vocabulary
    List<String> bytes = byteSymbols().stream().sorted().toList();
    List<String> tokens = new ArrayList<>(bytes);
    bytes.forEach(symbol -> tokens.add(symbol + BytePair.END_OF_WORD));
    merges.forEach(pair -> tokens.add(pair.merged()));
    tokens.add(TokenizerFiles.START_TOKEN);
    tokens.add(TokenizerFiles.END_TOKEN);
    Map<String, Integer> ids = new LinkedHashMap<>();
    // two merges may make the same token of different pieces
    tokens.forEach(token -> ids.putIfAbsent(token, ids.size()));
    return ids;
  }

  /**
   * A printable character for each byte, by byte: those that are one in Latin-1 as themselves, the
   * others as the characters from 256 on.
   */
  private static List<String> byteSymbols() {
    List<String> symbols = new ArrayList<>();
    char next = 256;
    for (char c = 0; c < 256; c++) {
      symbols.add(String.valueOf(isPrintable(c) ? c : next++));
    }
    return symbols;
  }

  private static boolean isPrintable(char c) {
    return c >= '!' && c <= '~' || c >= '¡' && c <= '¬' || c >= '®';
  }

  private static Map<String, Object> specialTokens() {
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("bos_token", TokenizerFiles.START_TOKEN);
    tokens.put("eos_token", TokenizerFiles.END_TOKEN);
    tokens.put("unk_token", TokenizerFiles.END_TOKEN);
    tokens.put("pad_token", TokenizerFiles.END_TOKEN);
    return tokens;
  }

  private static void writeJson(Path file, Map<String, ?> content) throws IOException {
    String json =
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(content);
    Files.writeString(file, json + "\n");
  }
}
