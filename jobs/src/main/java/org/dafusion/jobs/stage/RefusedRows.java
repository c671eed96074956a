package org.dafusion.jobs.stage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.dafusion.jobs.table.RunManifest.RefusedRow;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;

/** Tells people which rows hold no result, and why. */
public final class RefusedRows {
  private static final int SHOWN = 10;

  private RefusedRows() {}

  /** A line for each of the first, and one for how many more there are. */
  public static List<String> lines(RunTable table, String run) {
    long all =
        table.countsByStatus(run).entrySet().stream()
            .filter(count -> !count.getKey().equals(Status.OK.text()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return lines(table, table.refused(run), all);
  }

  /**
   * Those alone whose ids are wanted, where a run, or one that continues it, may hold others' rows
   * too.
   */
  public static List<String> lines(RunTable table, String run, Collection<String> ids) {
    List<RefusedRow> refused =
        table.refusedContinued(run).stream().filter(row -> ids.contains(row.id())).toList();
    return lines(table, refused, refused.size());
  }

  private static List<String> lines(RunTable table, List<RefusedRow> refused, long all) {
    List<String> lines = new ArrayList<>();
    for (RefusedRow row : refused.subList(0, Math.min(SHOWN, refused.size()))) {
      lines.add("  %s %s: %s".formatted(row.status(), row.id(), row.reason()));
    }
    if (all > SHOWN) {
      boolean listed = all == refused.size();
      lines.add(
          "  and %d more, all in %s"
              .formatted(all - SHOWN, table.location() + (listed ? "/manifest.json" : "")));
    }
    return lines;
  }
}
