package org.dafusion.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process at a time writes to a table. */
class TestTableLease {
  @TempDir private Path folder;
  private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
  private org.apache.hadoop.fs.Path table;
  private Path file;

  @BeforeEach
  void place() {
    table = new org.apache.hadoop.fs.Path(folder.resolve("synthetic").toUri());
    file = folder.resolve("synthetic/_lease");
  }

  @Test
  void aProcessMayTakeItAgainAndItIsThereUntilTheLastIsClosed() {
    try (TableLease outer = lease()) {
      try (TableLease inner = lease()) {
        inner.require();
        assertThat(file).exists();
      }
      outer.require();
      assertThat(file).exists();
    }
    assertThat(file.getParent()).doesNotExist();
    assertThat(told).isEmpty();
  }

  @Test
  void anotherProcessIsWaitedForAndTheWaitIsTold() throws Exception {
    LeaseOwner other = elsewhere("a");
    Files.createDirectories(file.getParent());
    Files.writeString(file, other.text());

    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> {
              try (TableLease lease = lease()) {
                lease.require();
              }
            });
    while (told.isEmpty()) {
      Thread.sleep(10);
    }
    assertThat(waiting).isNotDone();
    assertThat(told)
        .containsExactly(
            "synthetic: another command writes to "
                + table
                + ", process 17 on node-a; this one waits until it has ended");

    Files.delete(file);
    waiting.get(30, TimeUnit.SECONDS);
  }

  @Test
  void theLeaseOfAProcessThatDiedHereIsTakenOverAtOnce() throws Exception {
    Process dead = new ProcessBuilder("sleep", "60").start();
    String started = LeaseOwner.started(dead.toHandle());
    LeaseOwner self = LeaseOwner.self();
    LeaseOwner owner = new LeaseOwner("b", self.host(), self.machine(), dead.pid(), started);
    assertThat(owner.isDead()).isFalse();
    assertThat(self.isDead()).isFalse();
    dead.destroyForcibly().waitFor();
    assertThat(owner.isDead()).isTrue();
    Files.createDirectories(file.getParent());
    Files.writeString(file, owner.text());

    try (TableLease lease = lease()) {
      lease.require();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void anOwnerElsewhereThatIsSilentLosesItAndIsTold() throws IOException {
    LeaseFile theirs =
        new LeaseFile(new org.apache.hadoop.fs.Path(table, "_lease"), new Configuration());
    LeaseOwner owner = elsewhere("c");
    assertThat(theirs.create(owner, false)).isTrue();
    assertThat(theirs.create(elsewhere("d"), false)).isFalse();

    try (TableLease lease =
        TableLease.of(table, new Configuration(), told::add, Duration.ofMillis(100))) {
      lease.require();
      assertThat(theirs.isOf(owner)).isFalse();
    }
  }

  @Test
  void nothingIsAddedOnceAnotherProcessHasTakenOver() throws IOException {
    try (TableLease lease = lease()) {
      Files.writeString(file, elsewhere("e").text());

      assertThatThrownBy(lease::require)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              "Cannot add rows to file:.*/synthetic because another command, process 17 on node-e,"
                  + " took the table over .*: run the same command again.*");
    }
    // it is the other's now
    assertThat(file).exists();
  }

  @Test
  void onlyOneOfManyCanCreateIt() {
    LeaseFile lease =
        new LeaseFile(new org.apache.hadoop.fs.Path(table, "_lease"), new Configuration());
    List<CompletableFuture<Boolean>> tries =
        java.util.stream.IntStream.range(0, 16)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> lease.create(elsewhere("f" + i), false)))
            .toList();

    assertThat(tries.stream().filter(CompletableFuture::join)).hasSize(1);
  }

  private TableLease lease() {
    return TableLease.of(table, new Configuration(), told::add);
  }

  private static LeaseOwner elsewhere(String name) {
    return new LeaseOwner(name, "node-" + name, "another boot", 17, "2026-01-01T00:00:00Z");
  }
}
