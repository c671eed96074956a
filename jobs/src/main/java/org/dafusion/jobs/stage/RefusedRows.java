package org.dafusion.jobs.stage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.dafusion.jobs.table.RunManifest.RefusedRow;
import org.dafusion.jobs.table.RunTable;

/** Tells people which rows hold no result, and why. */
public final class RefusedRows {
  private static final int SHOWN = 10;

  private RefusedRows() {}

  /** A line for each of the first, and one for how many more there are. */
  public static List<String> lines(RunTable table, String run) {
    return lines(table, table.refused(run));
  }

  /**
   * Those alone whose ids are wanted, where a run, or one that continues it, may hold others' rows
   * too.
   */
  public static List<String> lines(RunTable table, String run, Collection<String> ids) {
    return lines(
        table, table.refusedContinued(run).stream().filter(row -> ids.contains(row.id())).toList());
  }

  private static List<String> lines(RunTable table, List<RefusedRow> refused) {
    List<String> lines = new ArrayList<>();
    for (RefusedRow row : refused.subList(0, Math.min(SHOWN, refused.size()))) {
      lines.add("  %s %s: %s".formatted(row.status(), row.id(), row.reason()));
    }
    if (refused.size() > SHOWN) {
      lines.add(
          "  and %d more, all in %s/manifest.json"
              .formatted(refused.size() - SHOWN, table.location()));
    }
    return lines;
  }
}
