package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.table.Status;
import org.dafusion.report.IntensityChart;

/** Counts synthetic pictures by intensity and method. */
public final class IntensityBars {
  // Those drawn from a list are counted one by one, those from a range in tenths.
  private static final int MOST = 12;

  private IntensityBars() {}

  /**
   * A bar for each intensity and method that has pictures, ascending.
   *
   * @param synthetic rows of that table; those that are not ok are left out
   */
  public static List<IntensityChart.Bar> of(Dataset<Row> synthetic) {
    Dataset<Row> rows =
        synthetic
            .where(col("status").equalTo(Status.OK.text()))
            .select("augmentation", "intensity");
    boolean tenths = rows.select("intensity").distinct().limit(MOST + 1).count() > MOST;
    if (tenths) {
      rows =
          rows.withColumn(
              "intensity", least(floor(col("intensity").multiply(10)), lit(9)).divide(10));
    }
    return rows
        .groupBy("augmentation", "intensity")
        .count()
        .orderBy("intensity", "augmentation")
        .collectAsList()
        .stream()
        .map(
            row ->
                new IntensityChart.Bar(
                    row.getAs("augmentation"),
                    label(row.getAs("intensity"), tenths),
                    row.getAs("count")))
        .toList();
  }

  private static String label(double intensity, boolean tenths) {
    return tenths
        ? String.format(Locale.ROOT, "%.1f\u2013%.1f", intensity, intensity + 0.1)
        : Double.toString(intensity);
  }
}
