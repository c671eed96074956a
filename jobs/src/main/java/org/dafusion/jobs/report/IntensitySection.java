package org.dafusion.jobs.report;

import java.util.List;
import org.dafusion.jobs.table.SyntheticTable;
import org.dafusion.report.Chart;
import org.dafusion.report.IntensityChart;
import org.dafusion.report.Section;
import org.dafusion.report.SeriesColours;

/** How intensities are distributed, by method. */
final class IntensitySection {
  private static final String ID = "intensities";
  private static final String TITLE = "Intensities";

  private IntensitySection() {}

  static Section of(WorkspaceTables tables, SeriesColours colours) {
    List<IntensityChart.Bar> bars = IntensityBars.of(tables.table(SyntheticTable.NAME).read());
    if (bars.isEmpty()) {
      return new Section(ID, TITLE, "There are no synthetic pictures to count.", List.of());
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
}
