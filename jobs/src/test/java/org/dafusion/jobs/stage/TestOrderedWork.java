package org.dafusion.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TestOrderedWork {
  @Test
  void resultsComeInTheOrderOfThePiecesWhicheverIsDoneFirst() throws Exception {
    CountDownLatch secondIsDone = new CountDownLatch(1);
    try (OrderedWork<String> work = new OrderedWork<>("test", 2, 2)) {
      work.add(
          () -> {
            await(secondIsDone);
            return "first";
          });
      work.add(
          () -> {
            secondIsDone.countDown();
            return "second";
          });

      assertThat(work.isFull()).isTrue();
      assertThat(work.take()).isEqualTo("first");
      assertThat(work.isFull()).isFalse();
      assertThat(work.take()).isEqualTo("second");
      assertThat(work.isEmpty()).isTrue();
      assertThat(work.isReady()).isFalse();
    }
  }

  @Test
  void holdsNoMoreThanItMay() {
    try (OrderedWork<Integer> work = new OrderedWork<>("test", 1, 1)) {
      work.add(() -> 1);

      assertThatThrownBy(() -> work.add(() -> 2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot hold more than 1 pieces of work");
    }
  }

  @Test
  void whatAPieceThrowsIsThrownWhenItsTurnComes() {
    RuntimeException broken = new IllegalArgumentException("broken");
    OutOfMemoryError memory = new OutOfMemoryError("full");
    try (OrderedWork<Integer> work = new OrderedWork<>("test", 1, 3)) {
      work.add(() -> 1);
      work.add(
          () -> {
            throw broken;
          });
      work.add(
          () -> {
            throw memory;
          });

      assertThat(work.take()).isEqualTo(1);
      assertThatThrownBy(work::take).isSameAs(broken);
      assertThatThrownBy(work::take).isSameAs(memory);
    }
  }

  private static void await(CountDownLatch event) {
    try {
      event.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
