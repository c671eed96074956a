package org.dafusion.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.SortedMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A measure over the steps of a training, as a picture. Where there are more values than places on
 * the axis, a point is the mean of those that fall on it.
 */
public final class LossCurve {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 500;
  private static final int POINTS = 300;
  private static final double DECADES = 100;

  private final XYChart chart;

  /** An empty chart. */
  public LossCurve(String title) {
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .theme(ChartTheme.GGPlot2)
            .title(title)
            .xAxisTitle("step")
            .build();
  }

  /**
   * Adds a line; one without finite values is left out.
   *
   * @param values by step
   */
  public LossCurve add(String name, SortedMap<Long, Double> values) {
    List<Double> steps = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    List<Long> keys =
        values.keySet().stream().filter(step -> Double.isFinite(values.get(step))).toList();
    int together = Math.max(1, (keys.size() + POINTS - 1) / POINTS);
    for (int from = 0; from < keys.size(); from += together) {
      List<Long> group = keys.subList(from, Math.min(from + together, keys.size()));
      steps.add(group.stream().mapToLong(Long::longValue).average().orElseThrow());
      means.add(group.stream().mapToDouble(values::get).average().orElseThrow());
    }
    if (!steps.isEmpty()) {
      XYSeries series = chart.addSeries(name, steps, means);
      series.setMarker(steps.size() > 1 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }
    return this;
  }

  /**
   * The chart as a PNG; the axis is logarithmic where values are above zero and of several decades.
   * Needs the fonts of the platform.
   */
  public byte[] png() {
    DoubleSummaryStatistics values =
        chart.getSeriesMap().values().stream()
            .flatMapToDouble(series -> Arrays.stream(series.getYData()))
            .summaryStatistics();
    // within one decade such an axis has no numbers
    chart
        .getStyler()
        .setYAxisLogarithmic(values.getMin() > 0 && values.getMax() > DECADES * values.getMin());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      BitmapEncoder.saveBitmap(chart, bytes, BitmapFormat.PNG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
