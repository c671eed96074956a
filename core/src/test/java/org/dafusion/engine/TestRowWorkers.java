package org.dafusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestRowWorkers {
  private static final List<Integer> ROWS = IntStream.range(0, 20).boxed().toList();

  @BeforeEach
  @AfterEach
  void setTwoThreads() {
    TorchRuntime.setThreads(2);
  }

  @Test
  void onACpuEachRowIsACallOnOneThreadAndResultsKeepTheOrder() {
    Set<List<Integer>> calls = ConcurrentHashMap.newKeySet();
    List<Integer> squares =
        RowWorkers.map(
            Device.cpu(),
            ROWS,
            part -> {
              calls.add(part);
              assertThat(JniUtils.getNumThreads()).isEqualTo(1);
              return part.stream().map(row -> row * row).toList();
            });
    assertThat(squares).isEqualTo(ROWS.stream().map(row -> row * row).toList());
    assertThat(calls).containsExactlyInAnyOrderElementsOf(ROWS.stream().map(List::of).toList());
  }

  @Test
  void onAGpuAllRowsAreOneCall() {
    AtomicInteger calls = new AtomicInteger();
    List<Integer> same =
        RowWorkers.map(
            Device.gpu(),
            ROWS,
            part -> {
              calls.incrementAndGet();
              return part;
            });
    assertThat(same).isEqualTo(ROWS);
    assertThat(calls).hasValue(1);
  }

  @Test
  void asManyRowsRunAtATimeAsThereAreThreads() {
    TorchRuntime.setThreads(3);
    CountDownLatch together = new CountDownLatch(3);
    List<Boolean> met =
        RowWorkers.map(Device.cpu(), List.of(1, 2, 3), part -> List.of(arriveAndWait(together)));
    assertThat(met).containsOnly(true);
  }

  private static boolean arriveAndWait(CountDownLatch together) {
    together.countDown();
    try {
      return together.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRowThatFailsIsToldOnceTheOthersAreDone() {
    AtomicInteger done = new AtomicInteger();
    assertThatThrownBy(
            () ->
                RowWorkers.map(
                    Device.cpu(),
                    ROWS,
                    part -> {
                      if (part.equals(List.of(3))) {
                        throw new IllegalStateException("row 3");
                      }
                      done.incrementAndGet();
                      return part;
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("row 3");
    assertThat(done).hasValue(ROWS.size() - 1);
  }

  @Test
  void anInterruptedCallerWaitsForTheRowsAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    List<Integer> same = RowWorkers.map(Device.cpu(), ROWS, part -> part);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(same).isEqualTo(ROWS);
  }
}
