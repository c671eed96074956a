package org.dafusion.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestSeeds {
  // python: h = hashlib.sha256(struct.pack('>q', seed)); for p in parts: b = p.encode();
  //   h.update(struct.pack('>i', len(b)) + b); struct.unpack('>q', h.digest()[:8])[0]
  @Test
  void derivesTheDocumentedDigest() {
    assertThat(Seeds.derive(0)).isEqualTo(-5812615543772869766L);
    assertThat(Seeds.derive(42, "a/b.jpg", "3")).isEqualTo(7363449573431819210L);
    assertThat(Seeds.derive(-1, "größe", "寿司")).isEqualTo(-5016508186383143241L);
  }

  @Test
  void aRepeatIsAPartLikeAnother() {
    assertThat(Seeds.derive(42, "a/b.jpg", 3)).isEqualTo(Seeds.derive(42, "a/b.jpg", "3"));
  }

  @Test
  void bordersBetweenPartsMatter() {
    assertThat(Seeds.derive(42, "ab", "c")).isEqualTo(-8019403849167181942L);
    assertThat(Seeds.derive(42, "a", "bc")).isEqualTo(8068403217892162343L);
  }
}
