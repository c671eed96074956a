package org.dafusion.huggingface;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What transformers' {@code CLIPTokenizer} keeps in its folder.
 *
 * @param vocabulary ids by token, from {@code vocab.json}; the ids are 0 to size - 1
 * @param merges pairs of tokens with a space between, best first, from {@code merges.txt}
 * @param addedTokens tokens behind the vocabulary in id order, from {@code added_tokens.json}
 * @param maxLength ids per text
 */
record TokenizerFiles(
    Path folder,
    Map<String, Integer> vocabulary,
    List<String> merges,
    List<String> addedTokens,
    String startToken,
    String endToken,
    String unknownToken,
    String padToken,
    int maxLength) {
  static final String VOCABULARY = "vocab.json";
  static final String MERGES = "merges.txt";
  static final String MERGES_VERSION = "#version";
  static final String ADDED_TOKENS = "added_tokens.json";
  static final String CONFIG = "tokenizer_config.json";
  static final String SPECIAL_TOKENS = "special_tokens_map.json";

  static final String START_TOKEN = "<|startoftext|>";
  static final String END_TOKEN = "<|endoftext|>";

  /** How many positions CLIP's text transformer has; transformers writes 1e30 for "not set". */
  static final int CONTEXT_LENGTH = 77;

  TokenizerFiles {
    for (String token : List.of(startToken, endToken, unknownToken, padToken)) {
      if (!vocabulary.containsKey(token)) {
        throw cannotRead(folder, "the token " + token + " is not in " + VOCABULARY, null);
      }
    }
    if (maxLength < 2) {
      throw cannotRead(
          folder, "model_max_length must have room for start and end, found " + maxLength, null);
    }
  }

  /**
   * Reads the folder.
   *
   * @throws ModelArtefactException if a file is missing or not valid
   */
  static TokenizerFiles read(Path folder) {
    Map<String, Integer> vocabulary = readIds(folder.resolve(VOCABULARY));
    checkIds(folder.resolve(VOCABULARY), vocabulary.values(), 0);
    // As in transformers, the map of special tokens has the last word (SD 2.x pads with "!" there).
    Config config =
        readIfPresent(folder, SPECIAL_TOKENS).withFallback(readIfPresent(folder, CONFIG));
    try {
      return new TokenizerFiles(
          folder,
          vocabulary,
          readMerges(folder.resolve(MERGES)),
          readAddedTokens(folder.resolve(ADDED_TOKENS), vocabulary.size()),
          token(config, "bos_token", START_TOKEN),
          token(config, "eos_token", END_TOKEN),
          token(config, "unk_token", END_TOKEN),
          token(config, "pad_token", END_TOKEN),
          maxLength(config));
    } catch (ConfigException e) {
      throw cannotRead(folder, e.getMessage(), e);
    }
  }

  private static Map<String, Integer> readIds(Path file) {
    try {
      Map<String, Integer> ids =
          new Gson()
              .fromJson(TextFile.read(file), new TypeToken<Map<String, Integer>>() {}.getType());
      if (ids == null || ids.containsValue(null)) {
        throw cannotRead(file, "it is not a JSON object of ids", null);
      }
      return ids;
    } catch (IOException | JsonParseException e) {
      throw cannotRead(file, reason(e), e);
    }
  }

  private static void checkIds(Path file, Collection<Integer> ids, int first) {
    BitSet seen = new BitSet();
    boolean gap = false;
    for (int id : ids) {
      if (id < first || seen.get(id)) {
        throw cannotRead(file, "the id " + id + " is below " + first + " or comes twice", null);
      }
      // one number of ten digits would make the set fill the memory
      if (id - first < ids.size()) {
        seen.set(id);
      } else {
        gap = true;
      }
    }
    if (gap) {
      throw cannotRead(
          file, "it has no token for id " + seen.nextClearBit(first) + ", but ids above it", null);
    }
  }

  private static List<String> readMerges(Path file) {
    try {
      List<String> merges = new ArrayList<>();
      for (String line : TextFile.read(file).lines().toList()) {
        // Merges may begin with '#' themselves, so only the first line is looked at.
        boolean version = merges.isEmpty() && line.startsWith(MERGES_VERSION);
        if (!version && !line.isBlank()) {
          if (line.split(" ", -1).length != 2) {
            throw cannotRead(file, "a merge must be two tokens, found \"" + line + "\"", null);
          }
          merges.add(line);
        }
      }
      return merges;
    } catch (IOException e) {
      throw cannotRead(file, reason(e), e);
    }
  }

  private static List<String> readAddedTokens(Path file, int firstId) {
    if (!Files.exists(file)) {
      return List.of();
    }
    Map<String, Integer> ids = readIds(file);
    Map<Integer, String> byId = new TreeMap<>();
    ids.forEach((token, id) -> byId.put(id, token));
    // Some folders list the special tokens of the vocabulary once more.
    byId.keySet().removeIf(id -> id < firstId);
    checkIds(file, byId.keySet(), firstId);
    return List.copyOf(byId.values());
  }

  private static Config readIfPresent(Path folder, String name) {
    Path file = folder.resolve(name);
    return Files.exists(file) ? ModelComponent.readJson(file) : ConfigFactory.empty();
  }

  /** A special token is its text, or an object with its text as {@code content}. */
  private static String token(Config config, String key, String absent) {
    if (!config.hasPath(key)) {
      return absent;
    }
    return config.getValue(key).valueType() == ConfigValueType.OBJECT
        ? config.getString(key + ".content")
        : config.getString(key);
  }

  private static int maxLength(Config config) {
    double length =
        config.hasPath("model_max_length") ? config.getDouble("model_max_length") : CONTEXT_LENGTH;
    return (int) Math.min(length, CONTEXT_LENGTH);
  }

  private static String reason(Exception e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : e instanceof IOException ? e.getMessage() : e.toString();
  }

  static ModelArtefactException cannotRead(Path file, String reason, Exception cause) {
    return new ModelArtefactException(
        "Cannot read the tokenizer " + file + " because " + reason, cause);
  }
}
