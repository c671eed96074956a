package org.dafusion.jobs.augment;

import java.util.Iterator;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;
import org.dafusion.augment.AugmentResult;

/** Results of one partition as rows, counted as they come. */
record FinishedPictures(
    PlannedPictures planned, Iterator<AugmentResult> results, LongAccumulator pictures)
    implements Iterator<Row> {

  @Override
  public boolean hasNext() {
    return results.hasNext() || !planned.unusable().isEmpty();
  }

  @Override
  public Row next() {
    AugmentResult result =
        planned.unusable().isEmpty() ? results.next() : planned.unusable().remove();
    pictures.add(1);
    return planned.toRow(result);
  }
}
