package org.dafusion.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestSha256 {
  /** FIPS 180-2, appendix B.1. */
  @Test
  void ofBytes() {
    assertThat(Sha256.of("abc".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  /** {@code printf 'train/ant\nü' | sha256sum}. */
  @Test
  void ofLinesIsThatOfTheTextThatTheyAre() {
    assertThat(Sha256.ofLines(List.of("train/ant", "ü").iterator()))
        .isEqualTo("e48f243eea3fb4eefcd2cef3de6ed7bd75b784fbd4fb0fc18e38114f800708c9");
    assertThat(Sha256.ofLines(List.of("abc").iterator()))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Sha256.ofLines(Collections.emptyIterator()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }
}
