package org.dafusion.jobs.train;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.stage.RunClock;
import org.dafusion.jobs.table.RunTable;
import org.dafusion.jobs.table.Status;

/**
 * A trial that is done, on its way into the table.
 *
 * @param rows of {@code trials}
 * @param seconds that it took, see {@link org.dafusion.jobs.table.RunManifest}
 * @param device where it was done
 */
record KeptTrial(PlannedTrial trial, List<Row> rows, double seconds, String device) {
  /**
   * Puts it there. The manifest tells of it first: a trial whose rows are there counts as done, and
   * would stay unrecorded for ever where a process ended in between.
   */
  void into(RunTable table) {
    table
        .manifest()
        .record(
            RunClock.manifest(
                trial.id(),
                TrainStage.NAME,
                trial.settings(),
                trial.inputs(),
                trial.seeds(),
                Map.of(Status.OK.text(), (long) rows.size()),
                List.of(),
                seconds,
                new TreeSet<>(List.of(device))));
    table.append(rows);
    table.seal(trial.id());
  }
}
