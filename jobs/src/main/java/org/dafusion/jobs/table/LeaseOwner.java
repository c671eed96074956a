package org.dafusion.jobs.table;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The process that has a lease.
 *
 * @param token of this one time that it has it
 * @param host for people
 * @param machine where {@code pid} means something: the boot and the process namespace; empty where
 *     the system does not tell
 * @param started when the process did, in ticks since the boot where the system tells, as process
 *     numbers come again and clocks are set
 */
record LeaseOwner(String token, String host, String machine, long pid, String started) {
  private static final Gson GSON = new Gson();

  /** This process. */
  static LeaseOwner self() {
    ProcessHandle process = ProcessHandle.current();
    return new LeaseOwner(
        UUID.randomUUID().toString(), hostName(), machineName(), process.pid(), started(process));
  }

  /** Null of a text that is none, as one that is half written. */
  static LeaseOwner parse(String text) {
    try {
      return GSON.fromJson(text, LeaseOwner.class);
    } catch (JsonParseException e) {
      return null;
    }
  }

  String text() {
    return GSON.toJson(this);
  }

  /** Whether it is a process of this machine, so that one can look whether it lives. */
  boolean isHere() {
    return !machine.isEmpty() && machine.equals(machineName());
  }

  /** Whether it is known to have ended; of processes elsewhere nobody knows. */
  boolean isDead() {
    return isHere() && ProcessHandle.of(pid).filter(p -> started(p).equals(started)).isEmpty();
  }

  @Override
  public String toString() {
    return "process %d on %s".formatted(pid, host);
  }

  static String started(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/%d/stat".formatted(process.pid())));
      // the name, which may hold blanks, ends in the last bracket; the 20th number behind it
      return stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ")[19];
    } catch (IOException | RuntimeException e) {
      return process.info().startInstant().map(Object::toString).orElse("");
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "an unknown host";
    }
  }

  private static String machineName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
