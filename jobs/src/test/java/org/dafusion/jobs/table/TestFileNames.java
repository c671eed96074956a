package org.dafusion.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestFileNames {
  @Test
  void namesThatCanBeKeptAre() {
    for (String name : List.of("ant", "Ant 1.png", "a_b-c", "50%25", "ameise-ü", "a#3", "x.y")) {
      assertThat(FileNames.of(name)).isEqualTo(name);
    }
    assertThat(FileNames.path("train/ant/1.png")).isEqualTo("train/ant/1.png");
  }

  @Test
  void othersStayInTheirFolderAndApart() {
    List<String> names =
        List.of(
            "",
            ".",
            "..",
            "/",
            "a/b",
            "a:b",
            "a*b",
            "a\nb",
            "a\0b",
            "\\",
            "-rf",
            "~",
            "a ",
            " a",
            "CON",
            "con.txt",
            "a.",
            ".hidden",
            "\u202Ea",
            "é".repeat(200),
            "\uD83D\uDC1C".repeat(99));
    for (String name : names) {
      assertThat(FileNames.of(name))
          .as(name)
          .doesNotMatch("(?s).*[/\\\\:*\\p{Cntrl}\\u202E].*|[.~ -].*|.*[. ]")
          .isNotEmpty()
          .satisfies(
              file ->
                  assertThat(file.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(220));
    }
    assertThat(new HashSet<>(names.stream().map(FileNames::of).toList())).hasSameSizeAs(names);
  }

  @Test
  void pathsNeverLeadOut() {
    assertThat(FileNames.path("../../etc/passwd")).matches("_-\\w{8}/_-\\w{8}/etc/passwd");
    assertThat(FileNames.path("/etc//passwd")).matches("_-\\w{8}/etc/_-\\w{8}/passwd");
    List<String> alike = List.of("a", "/a", "a/", "//a", "/", "//", "");
    assertThat(new HashSet<>(alike.stream().map(FileNames::path).toList())).hasSameSizeAs(alike);
  }
}
