package org.dafusion.jobs.stage;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.table.Status;

/**
 * What became of the planned units of a run, each of which is in exactly one place.
 *
 * @param stage that planned them
 * @param run that they belong to
 * @param planned how many there are
 * @param committed those whose rows are in the table, with a result or with what the result was
 *     found to be
 * @param refused those whose rows say why there is no result
 * @param left those that are still to do
 * @param first the first of these; null for none
 */
public record PlannedUnits(
    String stage, String run, long planned, long committed, long refused, long left, String first) {
  /**
   * Looks planned units up.
   *
   * @param ids of planned units, all different
   * @param rows of the run, others may be among them; with a status where the table has one
   * @throws IllegalStateException if an id is in the table twice
   */
  public static PlannedUnits of(
      String stage, String run, Collection<String> ids, Dataset<Row> rows) {
    Set<String> left = new TreeSet<>(ids);
    if (left.size() != ids.size()) {
      throw new IllegalStateException(
          "Cannot do %s: run %s has %d units that share %d ids"
              .formatted(stage, run, ids.size(), left.size()));
    }
    boolean hasStatus = List.of(rows.columns()).contains("status");
    Set<String> wanted = new HashSet<>(ids);
    long refused = 0;
    long committed = 0;
    for (Row row : rows.select("id", hasStatus ? "status" : "run").collectAsList()) {
      String id = row.getString(0);
      if (!wanted.contains(id)) {
        continue;
      }
      if (!left.remove(id)) {
        throw new IllegalStateException(
            "Cannot end %s because an id must be in a run once: %s is in run %s twice"
                .formatted(stage, id, run));
      }
      if (hasStatus && Status.REFUSED.text().equals(row.getString(1))) {
        refused++;
      } else {
        committed++;
      }
    }
    String first = left.isEmpty() ? null : left.iterator().next();
    return new PlannedUnits(
        stage, run, wanted.size(), committed, refused, wanted.size() - committed - refused, first);
  }

  /**
   * At the end of a stage: nothing is left, and nothing was lost.
   *
   * @throws IllegalStateException if something is
   */
  public void requireDone() {
    if (left != 0 || committed + refused != planned) {
      throw new IllegalStateException(
          "Cannot end %s because of %d planned units of run %s %d are in the table, %d were refused and %d are still to do, %s first: run the same command again"
              .formatted(stage, planned, run, committed, refused, left, first));
    }
  }
}
