package org.dafusion.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** The disk of the workspace has too little room, and gets room before the command comes again. */
final class FullDisk extends Disturbance {
  private static final int BLOCK = 4096;
  private static final String ROOM = "256m";

  private final Path disk;
  private final long used;

  FullDisk(Path folder, UndisturbedStage undisturbed) throws IOException, InterruptedException {
    super(folder, undisturbed, undisturbed.copy(mounted(folder)));
    this.disk = disk(folder);
    Path workspace = undisturbed.workspace();
    this.used = BLOCK * (4 + files(workspace)) + FileUtils.sizeOfDirectory(workspace.toFile());
  }

  private static Path disk(Path folder) {
    return folder.resolve("disk");
  }

  private static Path mounted(Path folder) throws IOException, InterruptedException {
    Path disk = Files.createDirectories(disk(folder));
    execute("mount", "-t", "tmpfs", "-o", "size=" + ROOM, "tmpfs", disk.toString());
    return disk;
  }

  private static long files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.count();
    }
  }

  @Override
  String disturb(double moment, Random random) throws IOException, InterruptedException {
    long room = Math.round(moment * undisturbed().growth());
    resize(String.valueOf(used + room));
    if (start("disturbed").process().waitFor() == 0) {
      return null;
    }
    if (!Files.readString(log("disturbed")).contains("No space left on device")) {
      throw new IllegalStateException("The command failed otherwise, see " + log("disturbed"));
    }
    resize(ROOM);
    return "with room for %d bytes more".formatted(room);
  }

  private void resize(String size) throws IOException, InterruptedException {
    execute("mount", "-o", "remount,size=" + size, disk.toString());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    execute("umount", disk.toString());
  }

  private static void execute(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new UncheckedIOException(
          new IOException(
              "Cannot " + String.join(" ", command) + ", which takes root, because " + said));
    }
  }
}
