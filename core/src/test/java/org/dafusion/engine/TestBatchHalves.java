package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestBatchHalves {
  @BeforeEach
  void useTwoThreads() {
    TorchRuntime.setThreads(2);
  }

  @AfterEach
  void useAllThreads() {
    TorchRuntime.setThreads(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void theHalvesRunAtOneTimeAndAnswerInTheOrderOfRows() {
    CountDownLatch both = new CountDownLatch(2);
    List<Integer> threads = Collections.synchronizedList(new ArrayList<>());
    TorchRuntime.setThreads(5);

    List<List<Integer>> results =
        BatchHalves.map(
            Device.cpu(),
            List.of(1, 2, 3),
            half -> {
              both.countDown();
              awaitQuietly(both);
              threads.add(JniUtils.getNumThreads());
              return List.copyOf(half);
            });

    assertThat(results).containsExactly(List.of(1, 2), List.of(3));
    assertThat(threads).containsExactly(2, 2);
    assertThat(JniUtils.getNumThreads()).isEqualTo(1);
  }

  @Test
  void oneRowOrOneThreadIsOneCall() {
    assertThat(BatchHalves.map(Device.cpu(), List.of(1), List::size)).containsExactly(1);
    TorchRuntime.setThreads(1);
    assertThat(BatchHalves.map(Device.cpu(), List.of(1, 2, 3), List::size)).containsExactly(3);
  }

  @Test
  void aFailureIsToldOnceBothHalvesAreDone() {
    AtomicBoolean secondDone = new AtomicBoolean();

    assertThatThrownBy(
            () ->
                BatchHalves.map(
                    Device.cpu(),
                    List.of(1, 2),
                    half -> {
                      if (half.get(0) == 1) {
                        throw new IllegalStateException("first half");
                      }
                      pause();
                      secondDone.set(true);
                      return half;
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("first half");
    assertThat(secondDone).isTrue();
  }

  @Test
  void workBetweenBatchesStaysOnTheCallingThread() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();

    boolean alone =
        BatchHalves.between(
            () -> {
              threads.add(Thread.currentThread());
              return TorchRuntime.isOnOneThread();
            });

    assertThat(alone).isTrue();
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
