package org.dafusion.jobs.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Kills executors and drivers, fills disks and disturbs stores, again and again; see {@code
 * deploy/chaos}. Ends with exit code 1 if a table was not the undisturbed one.
 */
public final class Chaos {
  private Chaos() {}

  /**
   * Arguments, all as {@code key=value}: how many {@code executors}, {@code drivers}, {@code disks}
   * and {@code stores}; the first {@code seed}; and the {@code folder} to work in, which is to be
   * empty.
   */
  public static void main(String[] arguments) throws Exception {
    Map<ChaosKind, Integer> counts = new EnumMap<>(ChaosKind.class);
    counts.put(ChaosKind.EXECUTOR, 20);
    counts.put(ChaosKind.DRIVER, 10);
    counts.put(ChaosKind.DISK, 5);
    counts.put(ChaosKind.STORE, 5);
    long seed = 1;
    Path folder = null;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      switch (argument.substring(0, Math.max(0, argument.indexOf('=')))) {
        case "executors" -> counts.put(ChaosKind.EXECUTOR, Integer.parseInt(value));
        case "drivers" -> counts.put(ChaosKind.DRIVER, Integer.parseInt(value));
        case "disks" -> counts.put(ChaosKind.DISK, Integer.parseInt(value));
        case "stores" -> counts.put(ChaosKind.STORE, Integer.parseInt(value));
        case "seed" -> seed = Long.parseLong(value);
        case "folder" -> folder = Path.of(value).toAbsolutePath();
        default ->
            throw new IllegalArgumentException(
                "Invalid argument: must be executors=, drivers=, disks=, stores=, seed= or folder=, found "
                    + argument);
      }
    }
    Path place = folder == null ? Files.createTempDirectory("chaos") : folder;
    System.exit(run(counts, seed, place) ? 0 : 1);
  }

  private static boolean run(Map<ChaosKind, Integer> counts, long first, Path folder)
      throws Exception {
    Map<ChaosStage, ChaosRun> stages = new EnumMap<>(ChaosStage.class);
    List<Long> different = new ArrayList<>();
    long seed = first;
    System.out.println("seed  kind      stage      result  moment");
    for (ChaosKind kind : ChaosKind.values()) {
      for (int i = 0; i < counts.get(kind); i++, seed++) {
        // so that a seed alone says what was disturbed
        ChaosStage stage =
            ChaosStage.values()[(int) Math.floorMod(seed - 1, (long) ChaosStage.values().length)];
        if (!stages.containsKey(stage)) {
          stages.put(stage, new ChaosRun(stage, folder.resolve(stage.word())));
        }
        ChaosRun.Outcome outcome = stages.get(stage).disturb(kind, seed);
        System.out.printf(
            "%4d  %-8s  %-9s  %s  %s%n",
            seed, kind.word(), stage.word(), outcome.result(), outcome.moment());
        if (!outcome.isEqual()) {
          different.add(seed);
        }
      }
    }
    System.out.printf(
        "%d of %d runs ended with tables that differ from the undisturbed ones%s%n",
        different.size(), seed - first, different.isEmpty() ? "" : ": seeds " + different);
    return different.isEmpty();
  }
}
