package org.dafusion.huggingface;

import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code tokenizer.json} that stands for a CLIP tokenizer's older files, with the same steps as
 * transformers' {@code CLIPConverter}: NFC, white space to single blanks, lower case; CLIP's
 * pattern for words; byte-level BPE whose last symbol in a word ends in {@code </w>}.
 *
 * <p>Instead of ftfy's repairs of broken text, as the original tokenizer, only NFC is applied.
 */
final class TokenizerJson {
  private static final Gson GSON = new Gson();

  private static final String TEMPLATE =
      """
      {
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": %s,
        "normalizer": {
          "type": "Sequence",
          "normalizers": [
            {"type": "NFC"},
            {"type": "Replace", "pattern": {"Regex": "\\\\s+"}, "content": " "},
            {"type": "Lowercase"}
          ]
        },
        "pre_tokenizer": {
          "type": "Sequence",
          "pretokenizers": [
            {
              "type": "Split",
              "pattern": {
                "Regex": "'s|'t|'re|'ve|'m|'ll|'d|[\\\\p{L}]+|[\\\\p{N}]|[^\\\\s\\\\p{L}\\\\p{N}]+"
              },
              "behavior": "Removed",
              "invert": true
            },
            {
              "type": "ByteLevel",
              "add_prefix_space": false,
              "trim_offsets": true,
              "use_regex": false
            }
          ]
        },
        "post_processor": null,
        "decoder": null,
        "model": {
          "type": "BPE",
          "dropout": null,
          "unk_token": %s,
          "continuing_subword_prefix": "",
          "end_of_word_suffix": "</w>",
          "fuse_unk": false,
          "vocab": %s,
          "merges": %s
        }
      }
      """;

  private TokenizerJson() {}

  /**
   * Puts the JSON together.
   *
   * @param placeholders tokens with the ids behind the vocabulary, in this order
   */
  static String of(TokenizerFiles files, List<String> placeholders) {
    List<Map<String, Object>> added = new ArrayList<>();
    added.add(specialToken(files, files.startToken()));
    added.add(specialToken(files, files.endToken()));
    for (int i = 0; i < placeholders.size(); i++) {
      added.add(placeholder(placeholders.get(i), files.vocabulary().size() + i));
    }
    return TEMPLATE.formatted(
        GSON.toJson(added),
        GSON.toJson(files.unknownToken()),
        GSON.toJson(files.vocabulary()),
        GSON.toJson(files.merges()));
  }

  /** Start and end are found in whatever case they are written, as by the original's pattern. */
  private static Map<String, Object> specialToken(TokenizerFiles files, String content) {
    return addedToken(content, files.vocabulary().get(content), true);
  }

  /** Placeholders are cut out of the text as it stands, before it is made lower case. */
  private static Map<String, Object> placeholder(String content, int id) {
    return addedToken(content, id, false);
  }

  private static Map<String, Object> addedToken(String content, int id, boolean normalized) {
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("id", id);
    token.put("content", content);
    token.put("single_word", false);
    token.put("lstrip", false);
    token.put("rstrip", false);
    token.put("normalized", normalized);
    token.put("special", true);
    return token;
  }
}
