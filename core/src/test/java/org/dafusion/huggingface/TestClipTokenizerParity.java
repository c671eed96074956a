package org.dafusion.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dafusion.GoldenData;
import org.junit.jupiter.api.Test;

/**
 * Ids of transformers' CLIPTokenizer (4.26, the Python one, with ftfy 6.1.1) on CLIP's published
 * vocabulary, which is read in place.
 */
class TestClipTokenizerParity {
  /** What ftfy repairs before the original tokenizer sees the text, and this one does not. */
  private static final List<String> REPAIRED_BY_FTFY =
      List.of(
          "\ufb01 ligature \u00bd \u2460 \u2122 \u00a9 \u00b0C",
          "full width \uff21\uff22\uff23\uff11\uff12\uff13\uff01",
          "\u201csmart quotes\u201d \u2018single\u2019 \u2014 dash \u2013 en \u2026 ellipsis",
          "&amp; &lt;b&gt; &quot;x&quot; html",
          "&amp;amp; double",
          "mojibake caf\u00c3\u00a9 don\u00e2\u20ac\u2122t",
          "tab\tcontrol\u0007char",
          "null\u0000byte");

  @Test
  void idsEqualTransformersWhereFtfyHasNothingToRepair() throws IOException {
    Golden golden = golden();
    List<String> different = new ArrayList<>();
    try (ClipTokenizer tokenizer = ClipTokenizer.open(GoldenData.full("tiny-sd/tokenizer"))) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(49408);
      assertThat(tokenizer.startId()).isEqualTo(49406);
      assertThat(tokenizer.endId()).isEqualTo(49407);
      for (Case text : golden.cases) {
        if (text.nfc_only_equals_ftfy) {
          assertThat(tokenizer.encode(text.text)).as(text.text).isEqualTo(text.ids_ftfy);
        } else {
          different.add(text.text);
          assertThat(tokenizer.encode(text.text)).as(text.text).isNotEqualTo(text.ids_ftfy);
        }
      }
    }
    assertThat(golden.cases).hasSize(54);
    assertThat(different).containsExactlyInAnyOrderElementsOf(REPAIRED_BY_FTFY);
  }

  @Test
  void idsWithPlaceholdersEqualTransformers() throws IOException {
    Golden golden = golden();
    assertThat(golden.cases_added).hasSize(14);
    try (ClipTokenizer plain = ClipTokenizer.open(GoldenData.full("tiny-sd/tokenizer"));
        ClipTokenizer tokenizer =
            plain.withPlaceholders(List.of("<dining_table>", "<dog>", "<tv/monitor>"))) {
      assertThat(tokenizer.tokenId("<tv/monitor>")).isEqualTo(49410);
      for (Case text : golden.cases_added) {
        assertThat(tokenizer.encode(text.text)).as(text.text).isEqualTo(text.ids_ftfy);
      }
    }
  }

  @Test
  void idsWithWordsOfTheCallersEqualTransformers() throws IOException {
    Map<String, long[]> words =
        Map.of(
            "<dining_table>", new long[] {49408},
            "<dog>", new long[] {49409},
            "<tv/monitor>", new long[] {49410});
    try (ClipTokenizer tokenizer = ClipTokenizer.open(GoldenData.full("tiny-sd/tokenizer"))) {
      for (Case text : golden().cases_added) {
        long[] ids;
        try {
          ids = tokenizer.encode(text.text, words);
        } catch (IllegalArgumentException e) {
          // told here, cut off there
          assertThat(text.ids_ftfy).as(text.text).hasSize(77).endsWith(49407);
          continue;
        }
        assertThat(ids).as(text.text).isEqualTo(text.ids_ftfy);
      }
    }
  }

  private static Golden golden() throws IOException {
    return new Gson().fromJson(Files.readString(GoldenData.full("tokenizer.json")), Golden.class);
  }

  private record Golden(List<Case> cases, List<Case> cases_added) {}

  private record Case(String text, long[] ids_ftfy, boolean nfc_only_equals_ftfy) {}
}
