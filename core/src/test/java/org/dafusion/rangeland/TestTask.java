package org.dafusion.rangeland;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TestTask {
  @Test
  void tasksAreNamedByTheirWords() {
    for (Task task : Task.values()) {
      assertThat(Task.of(task.word())).isEqualTo(task);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.of("spurge"))
        .withMessage(
            "Invalid rangeland task: must be one of common, spurge-4, spurge-8, found \"spurge\"");
  }

  @Test
  void theSmallTaskHasSpurgeAndItsLookAlikes() {
    assertThat(Task.SPURGE_4.covers())
        .containsExactly(
            Cover.LEAFY_SPURGE, Cover.ARROWLEAF_BALSAMROOT, Cover.CHEATGRASS, Cover.THISTLE);
    assertThat(Task.SPURGE_8.covers()).hasSize(8).containsAll(Task.SPURGE_4.covers());
  }

  @Test
  void theModelNeverSeesANovelCover() {
    assertThat(Task.COMMON.covers())
        .hasSize(14)
        .doesNotContainAnyElementsOf(Task.SPURGE_8.covers());
  }

  @Test
  void classesAreFoldersAndWords() {
    assertThat(Cover.LEAFY_SPURGE.className()).isEqualTo("leafy_spurge");
    assertThat(Cover.LEAFY_SPURGE.words()).isEqualTo("leafy spurge");
  }
}
