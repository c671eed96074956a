package org.dafusion.huggingface;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A small vocabulary of the project's own, for tiny models that are made on the spot: any text can
 * be written with it, and the common words of prompts are one token each.
 *
 * <p>Built as CLIP's is: the 256 bytes, the same at the end of a word, one token per merge, start
 * and end. The merges are those of byte-pair encoding (Sennrich et al. 2016, algorithm 1) on the
 * list of words, until every word is whole.
 */
public final class ByteVocabulary {
  private static final String END_OF_WORD = "</w>";
  private static final List<String> WORDS =
      List.of(
          ("a an the of in on and with at one two three many no "
                  + "photo picture image painting drawing sketch close up cropped blurry bright dark "
                  + "good bad clean dirty small large big little old new "
                  + "red green blue yellow orange purple brown black white grey pink "
                  + "circle square triangle star ring cross stripes dots shape background "
                  + "dog cat bird horse sheep cow bear fish flower tree leaf plant "
                  + "person people man woman child face hand "
                  + "car bus train truck bicycle boat aeroplane bottle chair table sofa monitor "
                  + "shirt trouser dress coat sandal sneaker bag boot pullover hat shoe clothing "
                  + "house street road sky water mountain beach garden room kitchen")
              .split(" "));

  private ByteVocabulary() {}

  /**
   * Writes the files of a tokenizer, which {@link ClipTokenizer#open} and transformers' {@code
   * CLIPTokenizer} read. The start token has the last id but one, the end token the last.
   *
   * @param tokenizerFolder made if it is not there
   * @return how many tokens the vocabulary has
   */
  public static int write(Path tokenizerFolder) throws IOException {
    List<Pair> merges = merges();
    Map<String, Integer> vocabulary = vocabulary(merges);
    Files.createDirectories(tokenizerFolder);
    writeJson(tokenizerFolder.resolve(TokenizerFiles.VOCABULARY), vocabulary);
    List<String> lines = new ArrayList<>(List.of(TokenizerFiles.MERGES_VERSION + ": 0.2"));
    merges.forEach(pair -> lines.add(pair.left + " " + pair.right));
    Files.writeString(
        tokenizerFolder.resolve(TokenizerFiles.MERGES), String.join("\n", lines) + "\n");
    writeJson(tokenizerFolder.resolve(TokenizerFiles.SPECIAL_TOKENS), specialTokens());
    Map<String, Object> config = new LinkedHashMap<>(specialTokens());
    config.put("model_max_length", TokenizerFiles.CONTEXT_LENGTH);
    config.put("do_lower_case", true);
    config.put("tokenizer_class", "CLIPTokenizer");
    writeJson(tokenizerFolder.resolve(TokenizerFiles.CONFIG), config);
    return vocabulary.size();
  }

  private static Map<String, Object> specialTokens() {
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("bos_token", TokenizerFiles.START_TOKEN);
    tokens.put("eos_token", TokenizerFiles.END_TOKEN);
    tokens.put("unk_token", TokenizerFiles.END_TOKEN);
    tokens.put("pad_token", TokenizerFiles.END_TOKEN);
    return tokens;
  }

  private static Map<String, Integer> vocabulary(List<Pair> merges) {
    List<String> tokens = new ArrayList<>(byteSymbols());
    byteSymbols().forEach(symbol -> tokens.add(symbol + END_OF_WORD));
    merges.forEach(pair -> tokens.add(pair.merged()));
    tokens.add(TokenizerFiles.START_TOKEN);
    tokens.add(TokenizerFiles.END_TOKEN);
    Map<String, Integer> ids = new LinkedHashMap<>();
    tokens.forEach(token -> ids.put(token, ids.size()));
    return ids;
  }

  /**
   * A printable character for each byte, in the order of CLIP's vocabulary: first the bytes that
   * are one in Latin-1, as themselves, then the others as the characters from 256 on.
   */
  private static List<String> byteSymbols() {
    List<String> printable = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (char c = 0; c < 256; c++) {
      if (c >= '!' && c <= '~' || c >= '¡' && c <= '¬' || c >= '®') {
        printable.add(String.valueOf(c));
      } else {
        others.add(String.valueOf((char) (256 + others.size())));
      }
    }
    printable.addAll(others);
    return printable;
  }

  private static List<Pair> merges() {
    List<List<String>> words = new ArrayList<>();
    for (String word : WORDS) {
      List<String> symbols = new ArrayList<>(List.of(word.split("")));
      symbols.set(symbols.size() - 1, symbols.get(symbols.size() - 1) + END_OF_WORD);
      words.add(symbols);
    }
    List<Pair> merges = new ArrayList<>();
    Map<Pair, Integer> counts = pairCounts(words);
    while (!counts.isEmpty()) {
      Pair best = mostFrequent(counts);
      words.forEach(best::mergeIn);
      merges.add(best);
      counts = pairCounts(words);
    }
    return merges;
  }

  private static Map<Pair, Integer> pairCounts(List<List<String>> words) {
    Map<Pair, Integer> counts = new TreeMap<>();
    for (List<String> word : words) {
      for (int i = 1; i < word.size(); i++) {
        counts.merge(new Pair(word.get(i - 1), word.get(i)), 1, Integer::sum);
      }
    }
    return counts;
  }

  /** The first in order among those that are most frequent, so that the merges never change. */
  private static Pair mostFrequent(Map<Pair, Integer> counts) {
    Pair best = null;
    for (Map.Entry<Pair, Integer> entry : counts.entrySet()) {
      if (best == null || entry.getValue() > counts.get(best)) {
        best = entry.getKey();
      }
    }
    return best;
  }

  private static void writeJson(Path file, Map<String, ?> content) throws IOException {
    String json =
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(content);
    Files.writeString(file, json + "\n");
  }

  private record Pair(String left, String right) implements Comparable<Pair> {
    private static final Comparator<Pair> ORDER =
        Comparator.comparing(Pair::left).thenComparing(Pair::right);

    String merged() {
      return left + right;
    }

    void mergeIn(List<String> word) {
      for (int i = 1; i < word.size(); i++) {
        if (word.get(i - 1).equals(left) && word.get(i).equals(right)) {
          word.set(i - 1, merged());
          word.remove(i);
        }
      }
    }

    @Override
    public int compareTo(Pair other) {
      return ORDER.compare(this, other);
    }
  }
}
