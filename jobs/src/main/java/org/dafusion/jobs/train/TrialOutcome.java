package org.dafusion.jobs.train;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * What a trial on an executor found.
 *
 * @param index of the trial among those that were sent
 * @param rows of {@code trials}
 * @param skipped examples that could not be decoded, in words
 * @param seconds that its task took, whatever went on beside it
 * @param device that it took them on
 */
record TrialOutcome(int index, List<Row> rows, List<String> skipped, double seconds, String device)
    implements Serializable {}
