package org.dafusion.jobs.table;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps other processes from writing to a table: they wait until it is closed, and then find what
 * was written. It is a file {@code _lease} in the table's folder, which its owner touches every ten
 * seconds. The lease of a process that died is taken over, at once on the same machine, and from
 * elsewhere after a minute without a touch, by the clock of whoever waits; a process of the same
 * machine keeps it for as long as it lives. A process may take a lease that it has again.
 */
public final class TableLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableLease.class);
  private static final String NAME = "_lease";
  private static final Duration BEAT = Duration.ofSeconds(10);
  private static final Duration DEAD = Duration.ofMinutes(1);
  private static final long POLL_MILLIS = 500;

  /** One for each table that this process has written to; they are locks among its threads. */
  private static final Map<Path, TableLease> KNOWN = new ConcurrentHashMap<>();

  private final Path table;
  private final LeaseFile file;
  private volatile LeaseOwner owner;
  private ScheduledExecutorService beats;
  private volatile boolean lost;
  private int holders;

  private TableLease(Path table, Configuration hadoop) {
    this.table = table;
    this.file = new LeaseFile(new Path(table, NAME), hadoop);
  }

  /**
   * Waits until no other process has it.
   *
   * @param told why there is a wait, if there is one
   */
  static TableLease of(Path table, Configuration hadoop, Consumer<String> told) {
    return of(table, hadoop, told, DEAD);
  }

  /**
   * The same.
   *
   * @param dead time without a touch after which an owner elsewhere counts as dead
   */
  static TableLease of(Path table, Configuration hadoop, Consumer<String> told, Duration dead) {
    TableLease lease = KNOWN.computeIfAbsent(table, t -> new TableLease(t, hadoop));
    synchronized (lease) {
      if (lease.holders == 0) {
        lease.take(told, dead);
      }
      lease.holders++;
    }
    return lease;
  }

  private void take(Consumer<String> told, Duration dead) {
    owner = LeaseOwner.self();
    boolean contested = false;
    LeaseOwner waitedFor = null;
    long touched = 0;
    long since = System.nanoTime();
    while (!file.create(owner, contested)) {
      LeaseOwner other = file.owner();
      long now = file.touched();
      if (now != touched) {
        touched = now;
        since = System.nanoTime();
      }
      boolean silent = System.nanoTime() - since > dead.toNanos();
      boolean ended = other != null && other.isHere() ? other.isDead() : silent;
      // another may have taken it over in the meantime
      if (ended && Objects.equals(other, file.owner())) {
        LOG.warn("{} is taken over from {}, which has ended", table, other);
        file.delete();
        contested = true;
        continue;
      }
      if (other != null && !Objects.equals(other, waitedFor)) {
        told.accept(
            "%s: another command writes to %s, %s; this one waits until it has ended"
                .formatted(table.getName(), table, other));
        waitedFor = other;
      }
      LeaseFile.sleep(POLL_MILLIS);
    }
    lost = false;
    beats = Executors.newSingleThreadScheduledExecutor(TableLease::daemon);
    beats.scheduleWithFixedDelay(this::beat, BEAT.toSeconds(), BEAT.toSeconds(), TimeUnit.SECONDS);
  }

  private static Thread daemon(Runnable run) {
    Thread thread = new Thread(run, "table-lease");
    thread.setDaemon(true);
    return thread;
  }

  private void beat() {
    try {
      // one that another has taken over is not taken back
      LeaseOwner present = file.owner();
      if (owner.equals(present)) {
        file.touch(owner);
      } else {
        lost = lost || present != null;
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot show others that {} is written to, because {}", table, e.getMessage());
    }
  }

  /** What {@link #require} says, where this process has the lease of a table at all. */
  static void requireOf(Path table) {
    TableLease lease = KNOWN.get(table);
    if (lease != null && lease.isHeld()) {
      lease.require();
    }
  }

  private synchronized boolean isHeld() {
    return holders > 0;
  }

  /**
   * Before anything is changed or sealed: that no other process has taken it over, as it may where
   * this one stood still for a minute.
   *
   * @throws IllegalStateException if one has
   */
  void require() {
    if (lost || !file.isOf(owner)) {
      throw new IllegalStateException(
          "Cannot add rows to %s because another command, %s, took the table over while this one did not answer: run the same command again, once the other has ended"
              .formatted(table, Objects.requireNonNullElse(file.owner(), "which has ended")));
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (--holders > 0) {
        return;
      }
      endBeats();
      if (file.isOf(owner)) {
        file.delete();
        file.deleteEmptyFolder();
      }
    }
  }

  /** On an object store a touch that is under way would make the file anew. */
  private void endBeats() {
    beats.shutdown();
    try {
      if (!beats.awaitTermination(DEAD.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("{} may seem to be written to for another minute", table);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
