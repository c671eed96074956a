package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestThreadCount {
  private int before;

  @BeforeEach
  void setTwo() {
    TorchRuntime.start();
    before = TorchRuntime.threads();
    TorchRuntime.setThreads(2);
  }

  @AfterEach
  void restore() {
    TorchRuntime.setThreads(before);
  }

  @Test
  void anOperationHasOneThreadWhereNobodyAsksForMore() {
    assertThat(JniUtils.getNumThreads()).isEqualTo(1);
    assertThat(TorchRuntime.onAllThreads(JniUtils::getNumThreads)).isEqualTo(2);
    assertThat(JniUtils.getNumThreads()).isEqualTo(1);
  }

  @Test
  void workOnAllThreadsLeavesOtherThreadsTheirs() {
    int[] counts =
        TorchRuntime.onAllThreads(
            () ->
                new int[] {
                  JniUtils.getNumThreads(),
                  onNewThread(),
                  TorchRuntime.onThreads(1, JniUtils::getNumThreads),
                  JniUtils.getNumThreads()
                });
    assertThat(counts).containsExactly(2, 1, 1, 2);
  }

  @Test
  void aThreadThatIsNewToTheEngineKeepsItsOwnNumber() {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch changed = new CountDownLatch(1);
    CompletableFuture<Integer> count =
        CompletableFuture.supplyAsync(
            () -> {
              TorchRuntime.useThreads();
              told.countDown();
              await(changed);
              return JniUtils.getNumThreads();
            },
            task -> new Thread(task, "other").start());
    await(told);

    TorchRuntime.onAllThreads(
        () -> {
          changed.countDown();
          return count.join();
        });

    assertThat(count.join()).isEqualTo(1);
  }

  @Test
  void workThatFailsGivesTheThreadsBack() {
    assertThatThrownBy(
            () ->
                TorchRuntime.onAllThreads(
                    () -> {
                      throw new IllegalStateException("failed");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("failed");
    assertThat(JniUtils.getNumThreads()).isEqualTo(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int onNewThread() {
    return CompletableFuture.supplyAsync(
            () -> {
              TorchRuntime.useThreads(); // as each call of a model does
              return JniUtils.getNumThreads();
            },
            task -> new Thread(task, "other").start())
        .join();
  }
}
