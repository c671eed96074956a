package org.dafusion.huggingface;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * CLIP's tokenizer: a text as a fixed number of ids between a start and an end token.
 *
 * <p>Gives the ids of transformers' {@code CLIPTokenizer}, except for texts that ftfy would repair
 * (broken encodings, HTML entities, typographic quotes, full-width letters, control characters):
 * they are taken as they are. Placeholders are found in whatever case they are written. Safe for
 * use by several threads; holds native memory until closed.
 */
public final class ClipTokenizer implements AutoCloseable {
  static {
    // On a machine with a GPU, DJL would otherwise download a CUDA build of its Rust library.
    if (System.getenv("RUST_FLAVOR") == null && System.getProperty("RUST_FLAVOR") == null) {
      System.setProperty("RUST_FLAVOR", "cpu");
    }
  }

  private final TokenizerFiles files;
  private final List<String> placeholders;
  private final HuggingFaceTokenizer words;

  private ClipTokenizer(
      TokenizerFiles files, List<String> placeholders, HuggingFaceTokenizer words) {
    this.files = files;
    this.placeholders = List.copyOf(placeholders);
    this.words = words;
  }

  /**
   * Opens a tokenizer folder with {@code vocab.json} and {@code merges.txt}, and where present
   * {@code tokenizer_config.json}, {@code special_tokens_map.json} and {@code added_tokens.json}.
   *
   * @throws ModelArtefactException if a file is missing or not valid
   */
  public static ClipTokenizer open(Path tokenizerFolder) {
    TokenizerFiles files = TokenizerFiles.read(tokenizerFolder);
    return open(files, files.addedTokens());
  }

  private static ClipTokenizer open(TokenizerFiles files, List<String> placeholders) {
    byte[] json = TokenizerJson.of(files, placeholders).getBytes(StandardCharsets.UTF_8);
    Map<String, String> asIs =
        Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
    try {
      return new ClipTokenizer(
          files,
          placeholders,
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), asIs));
    } catch (IOException | RuntimeException e) {
      throw TokenizerFiles.cannotRead(files.folder(), e.getMessage(), e);
    }
  }

  /**
   * A tokenizer of its own, to be closed by the caller, that knows further tokens as well; their
   * ids follow those known here, in the order given.
   *
   * @throws ModelArtefactException if one is blank, or known already
   */
  public ClipTokenizer withPlaceholders(List<String> added) {
    Set<String> known = new HashSet<>(files.vocabulary().keySet());
    known.addAll(placeholders);
    for (String token : added) {
      if (token.isBlank()) {
        throw new ModelArtefactException("Cannot add a placeholder because it is blank");
      }
      if (!known.add(token)) {
        throw new ModelArtefactException(
            "Cannot add the placeholder "
                + token
                + " because the tokenizer "
                + files.folder()
                + " has it already");
      }
    }
    List<String> all = new ArrayList<>(placeholders);
    all.addAll(added);
    return open(files, all);
  }

  /**
   * The ids of a text: start, words, end, then padding up to {@link #maxLength()}. A text that is
   * too long loses its last words and keeps the end; see {@link #length}.
   */
  public long[] encode(String text) {
    return framed(ids(text));
  }

  /**
   * The ids of a text in which some words have ids of the caller's choice, as words that were
   * learned have.
   *
   * @param words ids of such words, at least one each; a word is found as it is written, wherever
   *     it stands, and where one begins another the longer is found
   * @throws IllegalArgumentException if the text is so long that ids of such a word would be lost
   */
  public long[] encode(String text, Map<String, long[]> words) {
    List<Long> ids = new ArrayList<>();
    int end = 0;
    if (!words.isEmpty()) {
      Matcher matcher = anyOf(words.keySet()).matcher(text);
      while (matcher.find()) {
        addAll(ids, ids(text.substring(end, matcher.start())));
        addAll(ids, words.get(matcher.group()));
        end = matcher.end();
        if (ids.size() > maxLength() - 2) {
          throw new IllegalArgumentException(
              "Invalid prompt '%s': must be short enough to keep %s, whose last token is number %d of %d that fit"
                  .formatted(text, matcher.group(), ids.size(), maxLength() - 2));
        }
      }
    }
    addAll(ids, ids(text.substring(end)));
    return framed(ids.stream().mapToLong(Long::longValue).toArray());
  }

  private static Pattern anyOf(Collection<String> words) {
    return Pattern.compile(
        words.stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|")));
  }

  private static void addAll(List<Long> ids, long[] more) {
    for (long id : more) {
      ids.add(id);
    }
  }

  private long[] framed(long[] ids) {
    int kept = Math.min(ids.length, maxLength() - 2);
    long[] encoded = new long[maxLength()];
    encoded[0] = startId();
    System.arraycopy(ids, 0, encoded, 1, kept);
    encoded[1 + kept] = endId();
    Arrays.fill(encoded, 2 + kept, encoded.length, padId());
    return encoded;
  }

  /** How many ids a text needs with start and end; above {@link #maxLength()} it is cut. */
  public int length(String text) {
    return ids(text).length + 2;
  }

  /** Whether the vocabulary or a placeholder has that very token. */
  public boolean has(String token) {
    return placeholders.contains(token) || files.vocabulary().containsKey(token);
  }

  /** The ids of a text's words, without start, end and padding. */
  public long[] wordIds(String text) {
    return ids(text);
  }

  private long[] ids(String text) {
    return words.encode(text, false, false).getIds();
  }

  /**
   * The id of a token of the vocabulary (where {@code dog</w>} is a whole word) or of a
   * placeholder.
   *
   * @throws ModelArtefactException if there is no such token
   */
  public int tokenId(String token) {
    int placeholder = placeholders.indexOf(token);
    if (placeholder >= 0) {
      return files.vocabulary().size() + placeholder;
    }
    Integer id = files.vocabulary().get(token);
    if (id == null) {
      throw new ModelArtefactException(
          "Cannot find the token "
              + token
              + " because the tokenizer "
              + files.folder()
              + " lacks it");
    }
    return id;
  }

  /** How many ids there are, placeholders included: the rows that an embedding table needs. */
  public int vocabularySize() {
    return files.vocabulary().size() + placeholders.size();
  }

  /** The tokens behind the vocabulary, in id order. */
  public List<String> placeholders() {
    return placeholders;
  }

  /** How many ids {@link #encode} gives: 77 for every published model. */
  public int maxLength() {
    return files.maxLength();
  }

  public int startId() {
    return tokenId(files.startToken());
  }

  public int endId() {
    return tokenId(files.endToken());
  }

  /** What follows the end: the end token once more in SD 1.x, "!" in SD 2.x. */
  public int padId() {
    return tokenId(files.padToken());
  }

  @Override
  public void close() {
    words.close();
  }
}
