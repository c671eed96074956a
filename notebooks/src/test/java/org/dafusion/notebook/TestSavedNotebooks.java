package org.dafusion.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored with the notebooks: all of what they show, and nothing of where it was made. */
class TestSavedNotebooks {
  private static final Pattern ELSEWHERE =
      Pattern.compile("file:/|(?<![\\w.])/(home|root|tmp|work|Users|mnt|opt|usr)/");

  static List<Notebook> notebooks() throws IOException {
    return Notebook.all();
  }

  @Test
  void thereAreNotebooks() throws IOException {
    assertThat(notebooks())
        .extracting(Notebook::name)
        .contains("explore-the-augmentations.ipynb", "read-the-benchmark.ipynb");
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void everyCellWasExecutedInTurnWithoutAnError(Notebook notebook) {
    int executed = 0;
    for (JsonObject cell : notebook.code()) {
      assertThat(cell.get("execution_count").isJsonNull()).as(Notebook.source(cell)).isFalse();
      assertThat(cell.get("execution_count").getAsInt()).isEqualTo(++executed);
      for (JsonObject output : Notebook.outputs(cell)) {
        assertThat(output.get("output_type").getAsString()).isNotEqualTo("error");
        assertThat(output.toString()).doesNotContain("\"name\":\"stderr\"");
      }
    }
  }

  /** All but those that import and open. */
  @ParameterizedTest
  @MethodSource("notebooks")
  void everyCellThatAsksShowsAnAnswer(Notebook notebook) {
    List<JsonObject> code = notebook.code();
    for (JsonObject cell : code.subList(2, code.size())) {
      assertThat(Notebook.outputs(cell)).as(Notebook.source(cell)).isNotEmpty();
    }
    assertThat(types(notebook)).contains("image/svg+xml");
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void nothingTellsWhereItWasMade(Notebook notebook) {
    for (JsonObject cell : notebook.cells()) {
      assertThat(cell.toString()).doesNotContainPattern(ELSEWHERE);
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void aSentenceStandsBeforeEveryCellWithCode(Notebook notebook) {
    String before = "code";
    for (JsonObject cell : notebook.cells()) {
      String type = cell.get("cell_type").getAsString();
      assertThat(type.equals("code") && before.equals("code")).as(Notebook.source(cell)).isFalse();
      before = type;
    }
  }

  private static List<String> types(Notebook notebook) {
    List<String> types = new ArrayList<>();
    for (JsonObject cell : notebook.code()) {
      for (JsonObject output : Notebook.outputs(cell)) {
        if (output.has("data")) {
          types.addAll(output.getAsJsonObject("data").keySet());
        }
      }
    }
    return types;
  }
}
