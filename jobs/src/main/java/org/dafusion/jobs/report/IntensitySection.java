package org.dafusion.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dafusion.jobs.table.Status;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.report.Chart;
import org.dafusion.report.IntensityChart;
import org.dafusion.report.Section;
import org.dafusion.report.SeriesColours;

/** How intensities are distributed, by method. */
final class IntensitySection {
  private static final String ID = "intensities";
  private static final String TITLE = "Intensities";

  // Those drawn from a list are counted one by one, those from a range in tenths.
  private static final int MOST = 12;

  private IntensitySection() {}

  static Section of(WorkspaceTables tables, SeriesColours colours) {
    Dataset<Row> rows =
        tables
            .table(SyntheticTable.NAME)
            .read()
            .where(col("status").equalTo(Status.OK.text()))
            .select("augmentation", "intensity");
    boolean tenths = rows.select("intensity").distinct().limit(MOST + 1).count() > MOST;
    if (tenths) {
      rows =
          rows.withColumn(
              "intensity", least(floor(col("intensity").multiply(10)), lit(9)).divide(10));
    }
    List<Row> counts =
        rows.groupBy("augmentation", "intensity")
            .count()
            .orderBy("intensity", "augmentation")
            .collectAsList();
    if (counts.isEmpty()) {
      return new Section(ID, TITLE, "There are no synthetic pictures to count.", List.of());
    }
    List<IntensityChart.Bar> bars = new ArrayList<>();
    for (Row row : counts) {
      bars.add(
          new IntensityChart.Bar(
              row.getAs("augmentation"), label(row.getAs("intensity"), tenths), row.getLong(2)));
    }
    List<String> labels = bars.stream().map(IntensityChart.Bar::intensity).distinct().toList();
    return new Section(
        ID,
        TITLE,
        "How far a source was noised before it was denoised again: near 0 the picture stays as it was, at 1 nothing of it is left.",
        List.of(
            new Chart(
                IntensityChart.svg(bars, labels, colours),
                "Pictures by intensity and method, over all runs of the workspace.")));
  }

  private static String label(double intensity, boolean tenths) {
    return tenths
        ? String.format(Locale.ROOT, "%.1f\u2013%.1f", intensity, intensity + 0.1)
        : Double.toString(intensity);
  }
}
