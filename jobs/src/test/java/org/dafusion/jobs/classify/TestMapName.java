package org.dafusion.jobs.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestMapName {
  @ParameterizedTest
  @CsvSource({
    "deep/a b.jpg, deep/a b.jpg.png",
    "file:/x/1.jpg, file%3A/x/1.jpg.png",
    "0000.parquet#7, 0000.parquet%237.png",
    "50%, 50%25.png",
    "à.jpg, %C3%A0.jpg.png"
  })
  void whatAPathCannotHoldIsEncoded(String id, String name) {
    assertThat(MapName.of(id)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../../x", "a/../../x", "..", ".", "", "//", "a\\..\\x"})
  void noIdLeadsOutOfTheFolder(String id) {
    Path folder = Path.of("maps").toAbsolutePath();
    Path map = folder.resolve(MapName.of(id));

    assertThat(map.normalize()).isEqualTo(map).startsWithRaw(folder);
  }

  @Test
  void idsThatLookAlikeStayApart() {
    List<String> ids = List.of("a:b", "a_b", "a%3Ab", "a b", "a+b", "/a", "a", "a/", "%/a");

    assertThat(ids.stream().map(MapName::of)).doesNotHaveDuplicates();
  }
}
