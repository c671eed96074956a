package org.dafusion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestSmoke {
  @Test
  void runs() {
    assertThat(1).isEqualTo(1);
  }
}
