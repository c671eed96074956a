package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestThreadCount {
  private int before;

  @BeforeEach
  void setTwo() {
    TorchRuntime.start();
    before = JniUtils.getNumThreads();
    TorchRuntime.setThreads(2);
  }

  @AfterEach
  void restore() {
    TorchRuntime.setThreads(before);
  }

  @Test
  void workOnOneThreadLeavesOtherThreadsTheirs() {
    int[] counts =
        TorchRuntime.onOneThread(() -> new int[] {JniUtils.getNumThreads(), onNewThread()});
    assertThat(counts).containsExactly(1, 2);
    assertThat(JniUtils.getNumThreads()).isEqualTo(2);
  }

  @Test
  void workThatFailsGivesTheThreadsBack() {
    assertThatThrownBy(
            () ->
                TorchRuntime.onOneThread(
                    () -> {
                      throw new IllegalStateException("failed");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("failed");
    assertThat(JniUtils.getNumThreads()).isEqualTo(2);
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
